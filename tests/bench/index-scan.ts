import { randomBytes } from 'node:crypto'
import { createHammingIndex } from '../../native/index.ts'
import { rowOf, time, type Row, type Table } from './measure.ts'

const SIZES = [100_000, 1_000_000]

function sumOf(words: Uint32Array): number {
  let sum = 0
  for (const word of words) sum = (sum + word) >>> 0
  return sum
}

/** A query at distance ≤ 31 over random hashes, by the plain scan, against reading the same memory once. */
export async function indexTable(): Promise<Table> {
  const rows: Row[] = []
  for (const size of SIZES) {
    const index = createHammingIndex()
    for (let id = 0; id < size; id += 1) index.add(id, randomBytes(32).toString('hex'))
    const words = new Uint32Array(size * 8).fill(1)
    const name = `${size.toLocaleString('en')} hashes`
    const read = await time(15, () => sumOf(words))
    const query = await time(15, () => index.query(randomBytes(32).toString('hex'), 31))
    rows.push(rowOf(`read of ${name} in JavaScript`, read), rowOf(`query over ${name}`, query, `read of ${name} in JavaScript`))
  }
  return { title: 'Index: plain scan', unit: 'ms', rows, note: '40 bytes a hash.' }
}
