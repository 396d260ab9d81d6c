import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openCommandLine, refusalOf, type CommandLine } from '../tests/support/command-line.ts'
import { drawnPixels } from '../tests/support/made-media.ts'
import { makeZip } from '../tests/support/make-zip.ts'

let at: CommandLine
beforeEach(async () => {
  at = await openCommandLine()
})
afterEach(() => at.close())

async function picture(seed: number): Promise<Buffer> {
  return sharp(drawnPixels(320, 240, seed), { raw: { width: 320, height: 240, channels: 3 } }).jpeg().toBuffer()
}

test('a folder and an archive are taken in, analysed, and their sources removed', { timeout: 60_000 }, async () => {
  await at.t.workstation.close()
  await mkdir(join(at.given, 'found'))
  await writeFile(join(at.given, 'found', 'été.jpg'), await picture(1))
  await writeFile(join(at.given, 'found', 'notes.jpg'), 'words, not a picture')
  await writeFile(join(at.given, 'more.zip'), makeZip([{ name: 'two.jpg', content: await picture(2) }]))
  const options = ['--profile', at.t.profile, '--url', 'https://example.org/a', '--text', 'found this', '--source', 'telephone', '--remove-sources']
  const { code, out } = await at.run('intake', join(at.given, 'found'), join(at.given, 'more.zip'), ...options)
  expect(out.slice(0, -1).map((row) => [row.path, row.status])).toEqual([
    ['found/été.jpg', 'new'],
    ['found/notes.jpg', 'new'],
    ['more.zip/two.jpg', 'new'],
  ])
  expect(out.at(-1)).toMatchObject({ counts: { new: 3, refused: 0 }, analysis: { ready: 2, failed: 1 }, sources: { removed: 3, kept: [] } })
  expect(code).toBe(0)
  expect(await readdir(at.given, { recursive: true })).toEqual(['found'])
  await at.t.restart()
  await at.t.signIn('amelie')
  const { body } = await at.t.call('GET', '/api/queue')
  expect(body.total).toBe(3)
  expect(body.rows[0]).toMatchObject({ source: 'telephone', reference: out.at(-1).reference })
})

test('a profile in use, a wrong passphrase, no profile and wrong options are told apart', { timeout: 30_000 }, async () => {
  const file = join(at.given, 'a.jpg')
  await writeFile(file, 'a')
  const inUse = await at.run('intake', file, '--profile', at.t.profile)
  expect([inUse.code, refusalOf(inUse)]).toEqual([2, 'profile.in_use'])
  await at.t.workstation.close()
  expect(refusalOf(await at.run('intake', file, '--profile', join(at.given, 'none')))).toBe('profile.not_set_up')
  expect(refusalOf(await at.run('intake', file, '--profile', at.t.profile, '--source', 'a bird'))).toBe('cli.usage')
  expect(refusalOf(await at.run('intake', '--profile', at.t.profile))).toBe('cli.usage')
  vi.stubEnv('PARAVENT_PASSPHRASE', 'wrong')
  const wrong = await at.run('intake', file, '--profile', at.t.profile)
  expect([wrong.code, refusalOf(wrong)]).toEqual([1, 'session.wrong_passphrase'])
})

test('what was refused stays where it was, and the exit code tells', { timeout: 30_000 }, async () => {
  await at.t.workstation.close()
  await writeFile(join(at.given, 'bad.zip'), makeZip([{ name: '../up.jpg', content: Buffer.from('x') }, { name: 'ok.jpg', content: Buffer.from('ok') }]))
  const { code, out } = await at.run('intake', join(at.given, 'bad.zip'), join(at.given, 'missing.jpg'), '--profile', at.t.profile, '--remove-sources', '--no-wait')
  expect(code).toBe(1)
  expect(out.slice(0, -1).map((row) => row.code)).toEqual(['archive.bad_path', null, 'file.unreadable'])
  expect(await readdir(at.given)).toEqual(['bad.zip'])
})
