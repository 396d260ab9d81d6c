import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { launchShell } from '../tests/support/launched-shell.ts'
import type { LaunchedShell } from '../tests/support/launched-shell.ts'
import { CODE, createStubHub } from '../tests/support/stub-hub.ts'
import { tellsLock, watchLogind } from './logind.ts'

beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Promise 9: lock hides. */
describe('the desktop shell, with a session open', () => {
  let shell: LaunchedShell
  let token: string
  const ask = async (path: string) => shell.ask(`app://workstation${path}`, { headers: { authorization: `Bearer ${token}` } })

  beforeEach(async () => {
    const hub = createStubHub()
    hub.person('amelie')
    vi.stubGlobal('fetch', hub.fetch)
    shell = await launchShell()
    const body = JSON.stringify({ hubUrl: hub.url, login: 'amelie', password: 'password', code: CODE, passphrase: 'a lighthouse in the fog' })
    const answer = await shell.ask('app://workstation/api/set-up', { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    token = ((await answer.json()) as { token: string }).token
  })
  afterEach(() => shell.close())

  test('answers while nothing says that it should not', async () => {
    expect((await ask('/api/settings')).status).toBe(200)
  })

  test.each(['lock-screen', 'suspend', 'resume', 'shutdown', 'user-did-resign-active'])('locks at once on the sign %s, and tells the page', async sign => {
    const events = (await ask('/api/events')).body!.pipeThrough(new TextDecoderStream()).getReader()
    expect((await events.read()).value).toContain('hello')
    const started = performance.now()
    shell.electron.powerMonitor.emit(sign)
    // In the very same turn: no request gets in between.
    expect((await ask('/api/settings')).status).toBe(423)
    let told = ''
    for (let piece = await events.read(); !piece.done; piece = await events.read()) told += piece.value
    expect(told).toContain('{"type":"locked","why":"system"}')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('locks within a second where the system only answers that it is locked (Linux)', async () => {
    shell.electron.powerMonitor.state = 'locked'
    await expect.poll(async () => (await ask('/api/settings')).status, { timeout: 1000, interval: 20 }).toBe(423)
  })

  test('an idle system is no lock: that time is the person’s own setting', async () => {
    shell.electron.powerMonitor.state = 'idle'
    await new Promise(resolve => setTimeout(resolve, 700))
    expect((await ask('/api/settings')).status).toBe(200)
  })

  test('hears nothing any more once it has ended', async () => {
    await shell.close()
    for (const sign of ['lock-screen', 'suspend', 'resume', 'shutdown', 'user-did-resign-active']) expect(shell.electron.powerMonitor.listenerCount(sign)).toBe(0)
  })
})

describe('logind', () => {
  test.each([
    ["/org/freedesktop/login1/session/_32: org.freedesktop.login1.Session.Lock ()", true],
    ["/org/freedesktop/login1/session/_32: org.freedesktop.DBus.Properties.PropertiesChanged ('org.freedesktop.login1.Session', {'LockedHint': <true>}, @as [])", true],
    ["/org/freedesktop/login1/session/_32: org.freedesktop.DBus.Properties.PropertiesChanged ('org.freedesktop.login1.Session', {'LockedHint': <false>}, @as [])", false],
    ['/org/freedesktop/login1/session/_32: org.freedesktop.login1.Session.Unlock ()', false],
    ["/org/freedesktop/login1: org.freedesktop.login1.Manager.SessionNew ('32', objectpath '/org/freedesktop/login1/session/_332')", false],
    ['The name org.freedesktop.login1 is owned by :1.5', false],
  ])('says %s', (line, locks) => {
    expect(tellsLock(line)).toBe(locks)
  })

  test('is heard as soon as it speaks, until one stops', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'paravent-logind-'))
    const program = join(folder, 'monitor.mjs')
    writeFileSync(program, "console.log('/s/_1: org.freedesktop.login1.Session.Lock ()'); setInterval(() => console.log('/s/_1: org.freedesktop.login1.Session.Unlock ()'), 10)")
    const heard = vi.fn<(...told: unknown[]) => void>()
    const stop = watchLogind(heard, { program: process.execPath, args: [program] })
    await vi.waitUntil(() => heard.mock.calls.length > 0, { timeout: 5000 })
    stop()
    rmSync(folder, { recursive: true })
    expect(heard).toHaveBeenCalledOnce()
    expect(console.error).not.toHaveBeenCalled()
  })

  test('is missed without harm where its tool is not, and that is said', async () => {
    watchLogind(() => undefined, { program: '/nowhere/gdbus', args: [] })
    await vi.waitUntil(() => vi.mocked(console.error).mock.calls.length > 0)
    expect(String(vi.mocked(console.error).mock.calls[0]?.[0])).toContain('the idle lock holds')
  })
})
