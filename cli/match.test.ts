import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pdqOfRgb } from '../native/index.ts'
import { encoderOf, madePicture } from '../tests/support/recall/pictures.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../tests/support/workstation.ts'
import { runCli } from './main.ts'

let t: TestWorkstation
let folder: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paravent-match-'))
  t = openTestWorkstation()
  await t.setUp('sophie', 'supervisor')
  await t.workstation.close()
  vi.stubEnv('PARAVENT_PASSPHRASE', PASSPHRASE)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await t.close()
  rmSync(folder, { recursive: true, force: true })
})

async function cli(...argv: string[]): Promise<{ code: number; out: Record<string, unknown>[]; err: string[] }> {
  const out: Record<string, unknown>[] = []
  const err: string[] = []
  return { code: await runCli([...argv, '--profile', t.profile], { out: line => void out.push(JSON.parse(line)), err: line => void err.push(line) }), out, err }
}

test('files are recognised by their bytes and by how they look, and each match tells list, entry, distance, quality and view', { timeout: 120_000 }, async () => {
  const path = (name: string): string => join(folder, name)
  const picture = await madePicture(3)
  const { pdq } = pdqOfRgb(picture.data, picture.width, picture.height)
  writeFileSync(path('list.csv'), ['algorithm,value,classification,source_reference,added,expires', `pdq,${pdq},A,case 7,,`, 'md5,8b1a9953c4611296a827abf8c47804d7,B,case 8,,'].join('\n'))
  await encoderOf(picture).flop().jpeg({ quality: 80 }).toFile(path('mirrored.jpg'))
  const other = await madePicture(4)
  await encoderOf(other).png().toFile(path('other.png'))
  await encoderOf({ ...other, data: new Uint8Array(other.data.length).fill(90) }).png().toFile(path('one-colour.png'))
  writeFileSync(path('hello.txt'), 'Hello')
  expect((await cli('list', 'import', path('list.csv'), '--format', 'csv', '--name', 'known', '--verified')).code).toBe(0)

  const { code, out } = await cli('match', ...['mirrored.jpg', 'other.png', 'one-colour.png', 'hello.txt', 'missing'].map(path))
  expect(code).toBe(1)
  const [mirrored, ...others] = out
  expect(mirrored).toMatchObject({
    file: path('mirrored.jpg'), kind: 'similar', certainty: 'match', list: 'known', trust: 'verified', entry: 1, reference: 'case 7', algorithm: 'pdq',
    view: 'mirror', entryView: 'original', seconds: null,
  })
  expect(mirrored?.['distance']).toBeLessThanOrEqual(10)
  expect(mirrored?.['quality']).toBeGreaterThanOrEqual(50)
  expect(others).toMatchObject([
    { file: path('other.png'), kind: 'none' },
    { file: path('one-colour.png'), kind: 'none' },
    { file: path('hello.txt'), kind: 'exact', algorithm: 'md5', entry: 2, distance: 0, quality: null, view: null },
    { file: path('hello.txt'), error: { code: 'file.unsupported_type' } },
    { file: path('missing'), error: { code: 'file.unreadable' } },
  ])
  const called = await cli('match')
  expect([called.code, JSON.parse(called.err[0] ?? '{}').error.code]).toEqual([2, 'cli.usage'])
})
