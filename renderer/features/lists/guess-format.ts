import type { ListFormat } from '../../../contract/words.ts'

/** Octets of a file's beginning that are looked at. */
export const HEAD_BYTES = 16 * 1024

const HEX = String.raw`[0-9a-f]{32,128}`
/** What the beginning of a file says of its format, the most telling first. */
const BY_HEAD: readonly [RegExp, ListFormat][] = [
  [/^\s*<\?xml|^\s*<(\w+:)?queryResult\b/i, 'ncmec_xml'],
  [/"hashRecords"|"signalType"\s*:/i, 'stopncii'],
  [/"@odata\.context"|"MediaID"\s*:|"Media"\s*:\s*\[|^\s*\{\s*"value"\s*:\s*\[/i, 'vics'],
  [/^\s*\{[^\n]*"algorithm"\s*:/i, 'ndjson'],
  [/^[^\n]*\bhash[_ -]digest\b/i, 'tech_against_terrorism'],
  [/^[^\n]*\balgorithm\b[^\n]*\bvalue\b|^[^\n]*\bvalue\b[^\n]*\balgorithm\b/i, 'csv'],
  [new RegExp(String.raw`^\s*\d+\s*,\s*\d{1,3}\s*,\s*[0-9a-f]{64}\s*,\s*\d`, 'i'), 'vpdq_text'],
  [new RegExp(String.raw`^\s*"?${HEX}"?\s*,`, 'i'), 'threatexchange_csv'],
  [new RegExp(String.raw`^\s*\w+[ \t]+${HEX}\s*(\n|$)`, 'i'), 'threatexchange_text'],
]
const BY_NAME: readonly [RegExp, ListFormat][] = [
  [/\.xml$/i, 'ncmec_xml'],
  [/\.(ndjson|jsonl)$/i, 'ndjson'],
  [/stopncii/i, 'stopncii'],
  [/\.(json|vics)$/i, 'vics'],
  [/vpdq.*\.txt$/i, 'vpdq_text'],
  [/\.(te|txt)$/i, 'threatexchange_text'],
  [/\.(csv|tsv)$/i, 'csv'],
]

/**
 * The format that a file seems to have: by its beginning, else by its name; null where neither says. A person may choose another, and the
 * core refuses what the content is not.
 */
export function guessFormat(name: string, head: string): ListFormat | null {
  const first = (rules: readonly [RegExp, ListFormat][], text: string): ListFormat | null => rules.find(([rule]) => rule.test(text))?.[1] ?? null
  return first(BY_HEAD, head) ?? first(BY_NAME, name)
}

/** The beginning of a file as text; in UTF-16 where its mark says so. */
export function textOfHead(bytes: Uint8Array<ArrayBuffer>): string {
  const [a, b] = bytes
  const encoding = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}
