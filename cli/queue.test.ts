import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCommandLine, refusalOf, type CommandLine } from '../tests/support/command-line.ts'

let at: CommandLine
beforeEach(async () => {
  at = await openCommandLine()
})
afterEach(() => at.close())

test('the queue of a profile is printed in its order, and a wrong call says what is wrong', { timeout: 60_000 }, async () => {
  await at.t.workstation.close()
  for (const [source, url] of [['public_form', 'https://a.example.org'], ['authorities', 'https://b.example.org'], ['telephone', 'https://c.example.org']] as const) {
    expect((await at.run('intake', '--url', url, '--source', source, '--profile', at.t.profile)).code).toBe(0)
  }
  const all = await at.run('queue', '--profile', at.t.profile)
  expect(all.out.map(it => [it.source, it.kind, it.state])).toEqual([['authorities', 'url', 'waiting'], ['telephone', 'url', 'waiting'], ['public_form', 'url', 'waiting']])
  expect(all.out[0]).toMatchObject({ points: 30, prequalification: { kind: 'none' }, match: null, failure: null })
  expect((await at.run('queue', '--profile', at.t.profile, '--limit', '1')).out).toEqual(all.out.slice(0, 1))
  expect((await at.run('queue', '--profile', at.t.profile, '--view', 'decided')).out).toEqual([])
  for (const wrong of [['--limit', '0'], ['--view', 'nonsense'], ['file']]) {
    const told = await at.run('queue', '--profile', at.t.profile, ...wrong)
    expect([told.code, refusalOf(told)]).toEqual([2, 'cli.usage'])
  }
})
