import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ReportSource } from '../../contract/words.ts'
import { distance, symmetriesOfRgb } from '../../native/index.ts'
import { hasFfmpeg } from './ffmpeg.ts'
import type { Demonstration } from './format.ts'
import { makeDemonstration } from './make.ts'

describe('the demonstration', () => {
  let folder: string
  let demonstration: Demonstration
  const now = new Date('2026-11-20T10:00:00.000Z')
  const items = () => demonstration.reports.flatMap(({ items: ofReport }) => ofReport)
  const media = () => items().flatMap(item => item.media)
  const rows = async (file: string) =>
    (await readFile(join(folder, file), 'utf8'))
      .trim()
      .split('\n')
      .slice(1)
      .map(row => row.split(','))

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'paravent-made-')), 'demonstration')
    demonstration = await makeDemonstration(folder, now)
  }, 120_000)
  afterAll(() => rm(join(folder, '..'), { recursive: true }))

  test('has at least 120 items, from every source, and addresses that were reported twice', () => {
    expect(items().length).toBeGreaterThanOrEqual(120)
    expect(new Set(demonstration.reports.map(({ report }) => report.source))).toEqual(new Set(ReportSource.options))
    const addresses = items().flatMap(item => item.url ?? [])
    expect(addresses.length - new Set(addresses).size).toBe(4)
    expect(items().filter(item => item.media.length === 0 && item.url !== null).length).toBeGreaterThanOrEqual(10)
  })

  test('every file that a report names lies there under the digest of its bytes, and no other', async () => {
    const named = new Map(media().map(file => [file.sha256, file.bytes]))
    expect(new Set(await readdir(join(folder, 'media')))).toEqual(new Set(named.keys()))
    for (const [sha256, bytes] of named) {
      const content = await readFile(join(folder, 'media', sha256))
      expect([createHash('sha256').update(content).digest('hex'), content.length]).toEqual([sha256, bytes])
    }
  })

  test('has videos, where ffmpeg is there', async ({ skip }) => {
    if (!(await hasFfmpeg())) skip('no ffmpeg on this machine')
    expect(media().filter(file => /\.(mp4|webm|mkv)$/.test(file.name)).length).toBeGreaterThanOrEqual(8)
  })

  test('the verified list knows at least 20 of its files by their bytes', async () => {
    const digests = new Set<string>()
    for (const { sha256 } of media()) {
      const content = await readFile(join(folder, 'media', sha256))
      for (const algorithm of ['md5', 'sha1', 'sha256']) digests.add(`${algorithm},${createHash(algorithm).update(content).digest('hex')}`)
    }
    const known = (await rows('lists/known-exact.csv')).filter(([algorithm, value]) => digests.has(`${algorithm},${value}`))
    expect(known.length).toBeGreaterThanOrEqual(20)
  })

  test('derivatives are reported whose originals only the perceptual list has', async () => {
    const listed = (await rows('lists/known-similar.csv')).map(([, value]) => value ?? '')
    let near = 0
    for (const { sha256, name } of media().filter(file => /\.(jpg|webp)$/.test(file.name))) {
      const decoded = await sharp(join(folder, 'media', sha256))
        .removeAlpha()
        .toColourspace('srgb')
        .raw()
        .toBuffer({ resolveWithObject: true })
        .catch(() => null)
      if (decoded === null) continue
      const turns = symmetriesOfRgb(decoded.data, decoded.info.width, decoded.info.height, decoded.info.channels)
      if (turns.some(turn => listed.some(value => distance(turn, value) <= 31)))
        near += /^(repost|copie|save|dl|img)_/.test(name) ? 1 : 1000
    }
    expect(near).toBeGreaterThanOrEqual(18)
    expect(near).toBeLessThanOrEqual(20)
  }, 120_000)

  test('is made once: a second call answers what is there', async () => {
    const again = await makeDemonstration(folder, new Date('2027-01-01T00:00:00.000Z'))
    expect(again).toEqual(demonstration)
  })
})
