import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from '../workstation/store/store.ts'
import { openCommandLine, type CommandLine } from '../tests/support/command-line.ts'
import { PASSPHRASE } from '../tests/support/workstation.ts'

let at: CommandLine
beforeEach(async () => {
  at = await openCommandLine()
})
afterEach(() => at.close())

async function audit(...argv: string[]): Promise<{ code: number; told: any; said: string }> {
  const { code, out, err } = await at.run('audit', ...argv)
  return { code, told: out[0] ?? JSON.parse(err[0] ?? 'null'), said: err.join('\n') }
}

test('the log of a profile is verified without a line being added to it; its first fault is named', { timeout: 60_000 }, async () => {
  for (let i = 0; i < 3; i += 1) {
    await at.t.call('POST', '/api/lock')
    await at.t.signIn('amelie')
  }
  await at.t.call('POST', '/api/sync')
  const house = await at.t.workstation.unlock('amelie', PASSPHRASE)
  const access = house.store.access()
  const { sequence, hash } = house.audit.head()
  await at.t.workstation.close()

  const verify = (...more: string[]): ReturnType<typeof audit> => audit('verify', '--profile', at.t.profile, ...more)
  const first = await verify('--hub-head', `${sequence}:${hash}`)
  // Closing wrote its own line after the head that was noted.
  expect(first).toMatchObject({ code: 0, told: { intact: true, head: { sequence: sequence + 1 }, against: { sequence, hash } } })
  expect((await verify()).told).toMatchObject({ intact: true, head: first.told.head })
  expect(await verify('--hub-head', `${sequence + 9}:${hash}`)).toMatchObject({ code: 1, told: { intact: false, sequence: sequence + 2, fault: 'cut' } })

  const store = openStore({ ...access, migrations: at.t.ports.paths.migrations })
  store.db.prepare(`update event set bytes = replace(bytes, 'session', 'Session') where sequence = 3`).run()
  store.close()
  expect(await verify()).toMatchObject({ code: 1, told: { intact: false, sequence: 3, fault: 'changed' }, said: 'Event 3 is not what was written.' })
  expect((await audit('--profile', at.t.profile)).told.error.code).toBe('cli.usage')
  expect((await verify('--hub-head', 'nonsense')).told.error.code).toBe('cli.usage')
})
