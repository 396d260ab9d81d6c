import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCommandLine, refusalOf, type CommandLine } from '../tests/support/command-line.ts'
import { madeCsv } from '../tests/support/made-lists.ts'

let at: CommandLine
beforeEach(async () => {
  at = await openCommandLine('sol', 'supervisor')
  await at.t.workstation.close()
})
afterEach(() => at.close())

const cli = (...argv: string[]): ReturnType<CommandLine['run']> => at.run(...argv, '--profile', at.t.profile)

function madeFile(rows: number): string {
  const path = join(at.given, 'made.csv')
  writeFileSync(path, Buffer.concat([...madeCsv(rows)]))
  return path
}

/** Imports in a process of its own, which is killed so many milliseconds after the list's file began. */
async function importKilled(path: string, milliseconds: number): Promise<void> {
  const begun = readdirSync(join(at.t.profile, 'lists')).length
  const child = spawn(process.execPath, [resolve('cli/main.ts'), 'list', 'import', path, '--format', 'csv', '--name', 'cut', '--profile', at.t.profile], { stdio: 'ignore' })
  const ended = new Promise<NodeJS.Signals | null>((done) => child.on('close', (_code, signal) => done(signal)))
  while (readdirSync(join(at.t.profile, 'lists')).length === begun) await new Promise((done) => setTimeout(done, 5))
  setTimeout(() => child.kill('SIGKILL'), milliseconds)
  expect(await ended).toBe('SIGKILL')
}

test('an import that is killed at any moment is told as interrupted, leaves no file, and starts again cleanly', { timeout: 120_000 }, async () => {
  const path = madeFile(200_000)
  for (const milliseconds of [5, 300, 700]) {
    await importKilled(path, milliseconds)
    expect(readdirSync(join(at.t.profile, 'lists'))).not.toEqual([])
    const { out } = await cli('list', 'ls')
    expect(out.map((list) => [list.state, list.failure, list.entries])).toEqual([['failed', 'list.interrupted', 0]])
    expect(readdirSync(join(at.t.profile, 'lists'))).toEqual([])
    expect((await cli('list', 'rm', 'cut')).code).toBe(0)
  }
  const { code, out } = await cli('list', 'import', path, '--format', 'csv', '--name', 'whole', '--verified', '--origin', 'a hotline')
  expect([code, out[0]]).toMatchObject([0, { name: 'whole', origin: 'a hotline', trust: 'verified', state: 'ready', entries: 200_000, rejected: 0, repeated: 0 }])
  expect((await cli('list', 'ls')).out.map((list) => list.name)).toEqual(['whole'])
})

test('a list goes out and comes in again the same, as its terms allow; a file goes into a list that is there', { timeout: 60_000 }, async () => {
  const path = madeFile(50)
  const first = (await cli('list', 'import', path, '--format', 'csv', '--name', 'ours', '--may-share', '--meaning', 'A=csam', '--meaning', 'B=b=csam')).out[0]
  expect(first).toMatchObject({ trust: 'unverified', meaning: { A: 'csam', 'B=b': 'csam' }, terms: { expiresAt: null, mayShare: true } })
  for (const format of ['csv', 'ndjson', 'vics']) {
    const out = join(at.given, `out.${format}`)
    expect((await cli('list', 'export', 'ours', '--format', format, '--out', out)).code).toBe(0)
    expect((await cli('list', 'import', out, '--format', format, '--name', format, '--expires', '2027-01-31T00:00:00Z')).out[0]).toMatchObject({ entries: 50, rejected: 0, counts: first.counts })
    expect((await cli('list', 'export', 'ours', '--format', format, '--out', out)).code).toBe(2)
  }
  const less = join(at.given, 'less.csv')
  writeFileSync(less, `${readFileSync(path, 'utf8').split('\n').slice(0, 11).join('\n')}\n`)
  expect((await cli('list', 'import', less, '--format', 'csv', '--into', 'ours')).out[0]).toMatchObject({ id: first.id, name: 'ours', entries: 50 })
  expect((await cli('list', 'import', less, '--format', 'csv', '--into', 'ours', '--replace')).out[0]).toMatchObject({ id: first.id, entries: 10 })
  expect((await cli('list', 'export', 'csv', '--format', 'csv')).err[0]).toContain('list.not_shareable')
})

test('wrong calls, a file that is not there and a list that is not there are told apart', { timeout: 30_000 }, async () => {
  const codeOf = async (...argv: string[]): Promise<unknown> => {
    const told = await cli('list', ...argv)
    return [told.code, refusalOf(told)]
  }
  const path = madeFile(1)
  for (const wrong of [[], ['burn'], ['import'], ['import', path, '--format', 'csv'], ['import', path, '--name', 'n', '--format', 'tarot'], ['export', 'x', '--format', 'stopncii'],
    ['import', path, '--name', 'n', '--format', 'csv', '--replace'], ['import', path, '--name', 'n', '--format', 'csv', '--expires', 'soon'], ['import', path, '--name', 'n', '--format', 'csv', '--meaning', 'A']]) {
    expect(await codeOf(...wrong)).toEqual([2, 'cli.usage'])
  }
  expect(await codeOf('import', join(at.given, 'none'), '--format', 'csv', '--name', 'n')).toEqual([1, 'file.unreadable'])
  expect(await codeOf('rm', 'nothing')).toEqual([1, 'list.unknown'])
})
