import { AppError } from '../../contract/error.ts'
import type { ListReader } from './formats/list-reader.ts'

const HEAD = 4

/**
 * Brings the text of a file to UTF-8 without a byte-order mark: UTF-16 is known by its mark. Anything with zero octets in its beginning
 * is text in another encoding, or none at all. @throws AppError list.wrong_encoding
 */
export function decodeText(reader: ListReader): ListReader {
  let head: Buffer | null = Buffer.alloc(0)
  let toUtf8: ((bytes: Uint8Array, last: boolean) => Uint8Array) | null = null

  function begin(bytes: Buffer): void {
    head = null
    const [a, b, c, d] = bytes
    const isUtf32 = (a === 0xff && b === 0xfe && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff)
    if (isUtf32) throw new AppError('list.wrong_encoding')
    if (a === 0xff && b === 0xfe) toUtf8 = fromUtf16('utf-16le')
    else if (a === 0xfe && b === 0xff) toUtf8 = fromUtf16('utf-16be')
    else if (bytes.includes(0)) throw new AppError('list.wrong_encoding')
    pass(a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes, false)
  }

  function pass(bytes: Uint8Array, last: boolean): void {
    const text = toUtf8 === null ? bytes : toUtf8(bytes, last)
    if (text.length > 0) reader.push(text)
  }

  return {
    push(chunk) {
      if (head === null) return pass(chunk, false)
      head = Buffer.concat([head, chunk])
      if (head.length >= HEAD) begin(head)
    },
    end() {
      if (head !== null) begin(head)
      pass(new Uint8Array(), true)
      reader.end()
    },
  }
}

/** The decoder takes the mark away. */
function fromUtf16(encoding: 'utf-16le' | 'utf-16be'): (bytes: Uint8Array, last: boolean) => Uint8Array {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes, last) => {
    try {
      return Buffer.from(decoder.decode(bytes, { stream: !last }))
    } catch (cause) {
      throw new AppError('list.wrong_encoding', {}, { cause })
    }
  }
}
