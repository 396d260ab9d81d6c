import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { drawnPixels } from '../tests/support/made-media.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../tests/support/workstation.ts'
import { makeZip } from '../tests/support/make-zip.ts'
import { runCli } from './main.ts'

let t: TestWorkstation
let given: string

beforeEach(async () => {
  given = await mkdtemp(join(tmpdir(), 'paravent-given-'))
  t = openTestWorkstation()
  await t.setUp()
  vi.stubEnv('PARAVENT_PASSPHRASE', PASSPHRASE)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await t.close()
  await rm(given, { recursive: true, force: true })
})

async function cli(...argv: string[]): Promise<{ code: number; out: any[]; err: string[] }> {
  const out: any[] = []
  const err: string[] = []
  const code = await runCli(argv, { out: (line) => void out.push(JSON.parse(line)), err: (line) => void err.push(line) })
  return { code, out, err }
}

async function picture(seed: number): Promise<Buffer> {
  return sharp(drawnPixels(320, 240, seed), { raw: { width: 320, height: 240, channels: 3 } }).jpeg().toBuffer()
}

test('a folder and an archive are taken in, analysed, and their sources removed', { timeout: 60_000 }, async () => {
  await t.workstation.close()
  await mkdir(join(given, 'found'))
  await writeFile(join(given, 'found', 'été.jpg'), await picture(1))
  await writeFile(join(given, 'found', 'notes.jpg'), 'words, not a picture')
  await writeFile(join(given, 'more.zip'), makeZip([{ name: 'two.jpg', content: await picture(2) }]))
  const options = ['--profile', t.profile, '--url', 'https://example.org/a', '--text', 'found this', '--source', 'telephone', '--remove-sources']
  const { code, out } = await cli('intake', join(given, 'found'), join(given, 'more.zip'), ...options)
  expect(out.slice(0, -1).map((row) => [row.path, row.status])).toEqual([
    ['found/été.jpg', 'new'],
    ['found/notes.jpg', 'new'],
    ['more.zip/two.jpg', 'new'],
  ])
  expect(out.at(-1)).toMatchObject({ counts: { new: 3, refused: 0 }, analysis: { ready: 2, failed: 1 }, sources: { removed: 3, kept: [] } })
  expect(code).toBe(0)
  expect(await readdir(given, { recursive: true })).toEqual(['found'])
  await t.restart()
  await t.signIn('amelie')
  const { body } = await t.call('GET', '/api/queue')
  expect(body.total).toBe(3)
  expect(body.rows[0]).toMatchObject({ source: 'telephone', reference: out.at(-1).reference })
})

test('a profile in use, a wrong passphrase, no profile and wrong options are told apart', { timeout: 30_000 }, async () => {
  const file = join(given, 'a.jpg')
  await writeFile(file, 'a')
  const codeOf = ({ err }: { err: string[] }): string => JSON.parse(err[0] ?? '{}').error?.code
  const inUse = await cli('intake', file, '--profile', t.profile)
  expect([inUse.code, codeOf(inUse)]).toEqual([2, 'profile.in_use'])
  await t.workstation.close()
  expect(codeOf(await cli('intake', file, '--profile', join(given, 'none')))).toBe('profile.not_set_up')
  expect(codeOf(await cli('intake', file, '--profile', t.profile, '--source', 'a bird'))).toBe('cli.usage')
  expect(codeOf(await cli('intake', '--profile', t.profile))).toBe('cli.usage')
  vi.stubEnv('PARAVENT_PASSPHRASE', 'wrong')
  const wrong = await cli('intake', file, '--profile', t.profile)
  expect([wrong.code, codeOf(wrong)]).toEqual([1, 'session.wrong_passphrase'])
})

test('what was refused stays where it was, and the exit code tells', { timeout: 30_000 }, async () => {
  await t.workstation.close()
  await writeFile(join(given, 'bad.zip'), makeZip([{ name: '../up.jpg', content: Buffer.from('x') }, { name: 'ok.jpg', content: Buffer.from('ok') }]))
  const { code, out } = await cli('intake', join(given, 'bad.zip'), join(given, 'missing.jpg'), '--profile', t.profile, '--remove-sources', '--no-wait')
  expect(code).toBe(1)
  expect(out.slice(0, -1).map((row) => row.code)).toEqual(['archive.bad_path', null, 'file.unreadable'])
  expect(await readdir(given)).toEqual(['bad.zip'])
})
