/**
 * Copies what an element says. By the selection, which every shell lets a person's own press copy: the asynchronous clipboard is
 * denied to the page, since it takes pictures too.
 * @returns whether the system took it
 */
export function copyText(element: Element): boolean {
  const selection = getSelection()
  if (selection === null) return false
  selection.selectAllChildren(element)
  const taken = document.execCommand('copy')
  selection.removeAllRanges()
  return taken
}
