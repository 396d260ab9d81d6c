import { createCipheriv } from 'node:crypto'

/** Algorithms of a made list, in turn, with the octets of a value. */
const KINDS = [['md5', 16], ['sha256', 32], ['pdq', 32]] as const
const CLASSES = ['A', 'B', 'C']
const ROWS_AT_ONCE = 20_000

/** A list of our CSV with so many rows, no two alike, the same each time: in pieces of some megabytes. */
export function* madeCsv(rows: number): Generator<Buffer> {
  yield Buffer.from('algorithm,value,classification,source_reference,added,expires\n')
  const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16))
  const zeros = Buffer.alloc(32 * ROWS_AT_ONCE)
  for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
    const hex = noise.update(zeros).toString('hex')
    const lines = Array.from({ length: Math.min(ROWS_AT_ONCE, rows - first) }, (_, at) => {
      const [algorithm, bytes] = KINDS[at % KINDS.length] ?? KINDS[0]
      return `${algorithm},${hex.slice(64 * at, 64 * at + 2 * bytes)},${CLASSES[at % 7] ?? ''},CASE-2026-${first + at},2026-01-15T08:30:00Z,\n`
    })
    yield Buffer.from(lines.join(''))
  }
}
