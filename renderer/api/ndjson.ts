/** Cuts a stream of text into lines; what follows the last line break waits for the rest. */
export function lineCutter(): (text: string) => string[] {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    return lines.filter((line) => line.trim() !== '')
  }
}
