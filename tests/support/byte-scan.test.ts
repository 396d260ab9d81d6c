import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { binaryNeedles, createScanner, textNeedles } from './byte-scan.ts'

test('a planted canary is found: in a file, across its read boundary, in a name, in UTF-16', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'paravent-scan-'))
  try {
    const picture = randomBytes(4000)
    const scanner = createScanner([...textNeedles('text', 'canary-7f3a-été'), ...binaryNeedles('picture', picture)])
    const large = randomBytes((1 << 20) + 50)
    large.write('canary-7f3a-été', (1 << 20) - 5)
    await writeFile(join(dir, 'large'), large)
    await writeFile(join(dir, 'wide'), Buffer.from('xx canary-7f3a-été', 'utf16le'))
    await writeFile(join(dir, 'copy'), Buffer.concat([randomBytes(100), picture]))
    await writeFile(join(dir, 'canary-7f3a-été.txt'), 'empty')
    const { hits, files } = await scanner.scanTree(dir)
    expect(files).toBe(4)
    const where = (part: string) => hits.filter((hit) => hit.where.includes(part)).map((hit) => hit.needle)
    expect(where('large')).toEqual(['text (UTF-8)'])
    expect(where('wide')).toEqual(['text (UTF-16)'])
    expect(where('the name of')).toEqual(['text (UTF-8)'])
    expect(where('copy')).toHaveLength(8)
  } finally {
    await rm(dir, { recursive: true })
  }
})

test('random bytes hold no canary', async () => {
  const scanner = createScanner(textNeedles('text', 'canary-7f3a-été'))
  expect(scanner.scanBuffer(randomBytes(1 << 20), 'noise')).toEqual([])
})
