/** Which bytes of so many an answer carries; `end` is not included. */
export type RangeAnswer = { readonly status: 200 | 206; readonly start: number; readonly end: number } | { readonly status: 416 }

/**
 * Reads a Range header (RFC 9110, section 14): one range of bytes is answered 206, one that lies outside 416; several ranges, or
 * what is no range, are passed over and all is answered.
 */
export function readRange(header: string | null, bytes: number): RangeAnswer {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  const [first, last] = [asked?.[1] ?? '', asked?.[2] ?? '']
  if (first === '' && last === '') return { status: 200, start: 0, end: bytes }
  if (first === '') return suffix(Number(last), bytes)
  const start = Number(first)
  const end = last === '' ? bytes : Math.min(bytes, Number(last) + 1)
  if (last !== '' && Number(last) < start) return { status: 200, start: 0, end: bytes }
  return start >= bytes ? { status: 416 } : { status: 206, start, end }
}

function suffix(length: number, bytes: number): RangeAnswer {
  return length === 0 || bytes === 0 ? { status: 416 } : { status: 206, start: Math.max(0, bytes - length), end: bytes }
}
