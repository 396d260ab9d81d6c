import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../tests/support/workstation.ts'
import { runCli } from './main.ts'

let t: TestWorkstation
beforeEach(async () => {
  t = openTestWorkstation()
  await t.setUp()
  vi.stubEnv('PARAVENT_PASSPHRASE', PASSPHRASE)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await t.close()
})

async function cli(...argv: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = []
  const err: string[] = []
  return { code: await runCli(argv, { out: line => void out.push(line), err: line => void err.push(line) }), out, err }
}

test('the queue of a profile is printed in its order, and a wrong call says what is wrong', { timeout: 60_000 }, async () => {
  await t.workstation.close()
  for (const [source, url] of [['public_form', 'https://a.example.org'], ['authorities', 'https://b.example.org'], ['telephone', 'https://c.example.org']] as const) {
    expect((await cli('intake', '--url', url, '--source', source, '--profile', t.profile)).code).toBe(0)
  }
  const rows = (lines: string[]) => lines.map(line => JSON.parse(line))
  const all = await cli('queue', '--profile', t.profile)
  expect(rows(all.out).map(it => [it.source, it.kind, it.state])).toEqual([['authorities', 'url', 'waiting'], ['telephone', 'url', 'waiting'], ['public_form', 'url', 'waiting']])
  expect(rows(all.out)[0]).toMatchObject({ points: 30, prequalification: { kind: 'none' }, match: null, failure: null })
  expect((await cli('queue', '--profile', t.profile, '--limit', '1')).out).toEqual(all.out.slice(0, 1))
  expect((await cli('queue', '--profile', t.profile, '--view', 'decided')).out).toEqual([])
  for (const wrong of [['--limit', '0'], ['--view', 'nonsense'], ['file']]) {
    const { code, err } = await cli('queue', '--profile', t.profile, ...wrong)
    expect([code, JSON.parse(err[0] ?? '{}').error.code]).toEqual([2, 'cli.usage'])
  }
})
