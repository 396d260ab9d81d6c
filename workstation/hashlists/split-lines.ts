/** Lines of a file that arrives in pieces, with their number; a line that never ends costs no more than its limit. */

/** Longest line of a list, in bytes; a longer one is set aside. */
export const LINE_LIMIT = 64 * 1024
/** How much of a row is shown where it is set aside, in characters. */
export const EXCERPT_LIMIT = 200

export interface Line {
  /** From 1. */
  number: number
  text: string
  /** Longer than `LINE_LIMIT`: `text` is then only its beginning. */
  tooLong: boolean
  /** The file ends with it, without a line end. */
  unended: boolean
}

export interface LineSplitter {
  push(chunk: Uint8Array): void
  end(): void
}

const NEWLINE = 10

/** Calls `onLine` for each line, without its CR or LF; a last line may lack its newline. */
export function createLineSplitter(onLine: (line: Line) => void): LineSplitter {
  let kept: Uint8Array[] = []
  let keptBytes = 0
  let tooLong = false
  let number = 0

  function keep(piece: Uint8Array): void {
    if (tooLong || piece.length === 0) return
    kept.push(piece)
    keptBytes += piece.length
    if (keptBytes <= LINE_LIMIT) return
    tooLong = true
    // Copied, so that the chunks it came from are freed while the rest of the line is skipped.
    kept = [Buffer.concat(kept).subarray(0, EXCERPT_LIMIT * 4).slice()]
  }

  function finishLine(last: Uint8Array, unended: boolean): void {
    keep(last)
    number++
    const [only = last] = kept
    onLine({ number, text: textOf(kept.length > 1 ? Buffer.concat(kept) : only), tooLong, unended })
    kept = []
    keptBytes = 0
    tooLong = false
  }

  return {
    push(chunk) {
      let start = 0
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
        finishLine(chunk.subarray(start, end), false)
        start = end + 1
      }
      // A copy: the sender may reuse its buffer.
      keep(chunk.slice(start))
    },
    end() {
      if (keptBytes > 0) finishLine(new Uint8Array(), true)
    },
  }
}

function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
