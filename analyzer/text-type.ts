/** Text is never a picture or a video here: SVG and playlists name other files, HTML runs. */

const MARKS: [RegExp, string][] = [
  [/^#EXTM3U/, 'application/vnd.apple.mpegurl'],
  [/<svg[\s>]/i, 'image/svg+xml'],
  [/<!doctype html|<html[\s>]/i, 'text/html'],
  [/^<\?xml/, 'application/xml'],
]

/** Control bytes that no text has; tab, line feed, form feed, return and escape are allowed. */
function hasControlBytes(head: Uint8Array): boolean {
  return head.some(byte => byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27)
}

function decoded(head: Uint8Array): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le').decode(head)
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be').decode(head)
  return hasControlBytes(head) ? null : new TextDecoder('utf-8').decode(head)
}

/** The content type of a text by its first 4 KiB, or null where the bytes are no text. */
export function textTypeOf(head: Uint8Array): string | null {
  const text = decoded(head.subarray(0, 4096))?.replace(/^\uFEFF/, '').trimStart()
  if (text === undefined) return null
  return MARKS.find(([mark]) => mark.test(text))?.[1] ?? 'text/plain'
}
