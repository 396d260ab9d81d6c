import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../../tests/support/workstation.ts'
import { CODE } from '../../tests/support/stub-hub.ts'
import { createWorkstation } from '../workstation.ts'

let t: TestWorkstation
beforeEach(() => {
  t = openTestWorkstation()
})
afterEach(() => t.close())

const code = async (answer: Promise<{ body: { error?: { code: string } } }>): Promise<string | undefined> => (await answer).body.error?.code
const slotId = async (login: string): Promise<string> =>
  (await t.call('GET', '/api/status')).body.slots.find((slot: { person: { login: string } }) => slot.person.login === login).id
const signIn = async (login: string, passphrase: string): Promise<{ status: number; body: any }> =>
  t.call('POST', '/api/sign-in', { slotId: await slotId(login), passphrase })

describe('setting up', () => {
  const asked = { hubUrl: 'http://hub.test', login: 'amelie', password: 'password', code: CODE, passphrase: PASSPHRASE }

  test('enrols at the hub, opens, and tells a recovery code once', async () => {
    const { recoveryCode, person } = await t.setUp('amelie', 'supervisor')
    expect(recoveryCode).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/)
    expect(person).toMatchObject({ login: 'amelie', role: 'supervisor' })
    expect((await t.call('GET', '/api/status')).body).toMatchObject({ state: 'open', hubUrl: 'http://hub.test', demonstration: false, demonstrationPeople: [] })
    for (const name of readdirSync(t.profile)) {
      if (statSync(join(t.profile, name)).isFile()) expect(readFileSync(join(t.profile, name), 'latin1')).not.toContain(recoveryCode)
    }
  })

  test.each([
    ['unreachable', 'hub.unreachable'],
    ['nonsense', 'hub.bad_answer'],
  ] as const)('with a hub that is %s leaves nothing behind, and works once it is well', async (trouble, expected) => {
    t.stub.person('amelie')
    t.stub.trouble = trouble
    expect(await code(t.call('POST', '/api/set-up', asked))).toBe(expected)
    t.stub.trouble = null
    expect((await t.call('GET', '/api/status')).body.state).toBe('empty')
    await t.setUp()
  })

  test('refuses a wrong password of the hub, and a passphrase under twelve characters before the hub hears of it', async () => {
    t.stub.person('amelie')
    expect(await code(t.call('POST', '/api/set-up', { ...asked, password: 'other' }))).toBe('hub.wrong_password')
    t.stub.trouble = 'unreachable'
    expect(await code(t.call('POST', '/api/set-up', { ...asked, passphrase: 'short one  ' }))).toBe('session.weak_passphrase')
  })

  test('a keyring that refuses leaves the profile empty', async () => {
    await t.close()
    t = openTestWorkstation({ ports: { deviceSecret: { get: async () => null, set: async () => Promise.reject(new Error('locked keyring')) } } })
    t.stub.person('amelie')
    expect((await t.call('POST', '/api/set-up', asked)).status).toBe(500)
    expect((await t.call('GET', '/api/status')).body.state).toBe('empty')
  })

  test('tells the recovery code even when the system locks at its very end', async () => {
    t.stub.person('amelie')
    const done = t.call('POST', '/api/set-up', asked)
    // The profile is there before its first opening is.
    while ((await t.call('GET', '/api/status')).body.state === 'empty') await new Promise((resolve) => setTimeout(resolve, 1))
    t.lockSystem()
    expect((await done).body).toMatchObject({ recoveryCode: expect.stringMatching(/^[0-9A-Z-]{44}$/), person: { login: 'amelie' } })
    expect((await t.call('GET', '/api/status')).body.state).toBe('locked')
  })

  test('a second time is refused and changes nothing', async () => {
    await t.setUp()
    expect(await code(t.call('POST', '/api/set-up', asked))).toBe('profile.already_set_up')
    await t.call('POST', '/api/lock')
    expect((await signIn('amelie', PASSPHRASE)).status).toBe(200)
  })
})

describe('signing in', () => {
  test('needs the passphrase; wrong ones cost growing time, also a right one in that time', async () => {
    await t.setUp()
    await t.call('POST', '/api/sign-out')
    for (let i = 0; i < 3; i += 1) expect(await code(signIn('amelie', 'a wrong passphrase'))).toBe('session.wrong_passphrase')
    expect((await signIn('amelie', PASSPHRASE)).body.error).toEqual({ code: 'session.too_many_attempts', facts: { seconds: 1 } })
    t.pass(1000)
    expect(await code(signIn('amelie', 'a wrong passphrase'))).toBe('session.wrong_passphrase')
    expect((await signIn('amelie', PASSPHRASE)).body.error.facts).toEqual({ seconds: 2 })
    t.pass(2000)
    expect((await signIn('amelie', PASSPHRASE)).status).toBe(200)
  })

  test('counts wrong ones over a restart, in a file that is gone once the right one came', async () => {
    await t.setUp()
    await t.call('POST', '/api/lock')
    for (const pause of [0, 0, 0, 1000]) {
      t.pass(pause)
      expect(await code(signIn('amelie', 'not the right one'))).toBe('session.wrong_passphrase')
    }
    await t.restart()
    expect((await signIn('amelie', PASSPHRASE)).body.error).toEqual({ code: 'session.too_many_attempts', facts: { seconds: 2 } })
    writeFileSync(join(t.profile, 'attempts.json'), 'spoilt')
    await t.restart()
    expect((await signIn('amelie', PASSPHRASE)).status).toBe(200)
    expect(readdirSync(t.profile)).not.toContain('attempts.json')
  })

  test('again in the same name replaces the token and ends the events of the page before', async () => {
    await t.setUp()
    const before = t.token
    const events = (await t.request('/api/events')).body?.getReader()
    await events?.read()
    await t.signIn('amelie')
    expect((await events?.read())?.done).toBe(true)
    expect((await t.call('GET', '/api/settings')).status).toBe(200)
    t.token = before
    expect(await code(t.call('GET', '/api/settings'))).toBe('session.required')
  })

  test('in another name locks first, and each has their own settings', async () => {
    await t.setUp('amelie')
    await t.addPerson('bruno', 'supervisor')
    const settings = (await t.call('GET', '/api/settings')).body
    await t.call('PUT', '/api/settings', { ...settings, theme: 'dark', locale: 'en' })
    const amelies = t.token
    expect((await t.signIn('bruno')).person.role).toBe('supervisor')
    expect((await t.call('GET', '/api/settings')).body).toMatchObject({ theme: 'system', locale: 'fr' })
    t.token = amelies
    expect(await code(t.call('GET', '/api/settings'))).toBe('session.required')
    await t.signIn('amelie')
    expect((await t.call('GET', '/api/settings')).body).toMatchObject({ theme: 'dark', locale: 'en' })
  })

  test('a passphrase composed otherwise by another keyboard is the same', async () => {
    t.stub.person('amelie')
    const passphrase = 'été à la plage, café'
    await t.call('POST', '/api/set-up', { hubUrl: t.stub.url, login: 'amelie', password: 'password', code: CODE, passphrase: passphrase.normalize('NFC') })
    await t.restart()
    expect((await signIn('amelie', passphrase.normalize('NFD'))).status).toBe(200)
  })

  test('a slot that was changed on disk opens nothing, not even to lend a role', async () => {
    await t.setUp('amelie', 'analyst')
    const file = join(t.profile, 'slots.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"role": "analyst"', '"role": "supervisor"'))
    await t.restart()
    expect(await code(signIn('amelie', PASSPHRASE))).toBe('session.wrong_passphrase')
  })
})

describe('the recovery code', () => {
  test('gives a slot a new passphrase; the old one opens nothing any more', async () => {
    const { recoveryCode } = await t.setUp('amelie')
    const publicKey = (): unknown => JSON.parse(readFileSync(join(t.profile, 'slots.json'), 'utf8')).slots[0].publicKey
    const keyBefore = publicKey()
    await t.restart()
    const renewed = 'another passphrase altogether'
    const recover = async (typed: string): Promise<{ status: number; body: any }> =>
      t.call('POST', '/api/recover', { slotId: await slotId('amelie'), recoveryCode: typed, passphrase: renewed })
    const mistyped = recoveryCode.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
    expect(await code(recover(mistyped))).toBe('session.wrong_recovery_code')
    expect((await recover(recoveryCode.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
    await t.restart()
    expect(await code(signIn('amelie', PASSPHRASE))).toBe('session.wrong_passphrase')
    expect((await signIn('amelie', renewed)).status).toBe(200)
    expect(publicKey()).toBe(keyBefore)
  })

  test('of another profile opens nothing', async () => {
    await t.setUp('amelie')
    const other = openTestWorkstation()
    const { recoveryCode } = await other.setUp()
    await other.close()
    const asked = { slotId: await slotId('amelie'), recoveryCode, passphrase: 'another passphrase altogether' }
    expect(await code(t.call('POST', '/api/recover', asked))).toBe('session.wrong_recovery_code')
  })
})

describe('locking', () => {
  test('tells the page, ends its events, and drops what the token could reach', async () => {
    await t.setUp()
    const events = (await t.request('/api/events')).body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await events?.read())?.value).toBe('{"type":"hello"}\n')
    t.lockSystem()
    expect(await code(t.call('GET', '/api/settings'))).toBe('session.locked')
    let told = ''
    for (let piece = await events?.read(); piece?.done === false; piece = await events?.read()) told += piece.value
    expect(told).toContain('{"type":"locked","why":"system"}\n')
  })

  test('comes by itself after the idle time of the person, whatever the page does by itself', async () => {
    await t.setUp()
    t.pass(9 * 60_000)
    expect((await t.call('GET', '/api/settings')).status).toBe(200)
    t.pass(9 * 60_000)
    expect((await t.request('/api/events')).status).toBe(200)
    t.pass(60_000)
    expect(await code(t.call('GET', '/api/settings'))).toBe('session.locked')
  })

  test('comes by itself after the idle time also where the database cannot be read any more', async () => {
    await t.setUp()
    const house = await t.workstation.unlock('amelie', PASSPHRASE)
    await t.signIn('amelie')
    house.store.db.exec('drop table setting')
    t.pass(10 * 60_000)
    await vi.waitFor(() => expect(house.store.db.open).toBe(false), { timeout: 5000 })
    expect(await code(t.call('GET', '/api/settings'))).toBe('session.locked')
  })

  test('comes with a fault that nobody caught, which is told without its words; who sat there opens all anew', async () => {
    const bugs = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    onTestFinished(() => bugs.mockRestore())
    let fault: (error: unknown) => void = () => undefined
    const here = openTestWorkstation({ ports: { onFault: (listener) => ((fault = listener), () => undefined) } })
    onTestFinished(() => here.close())
    await here.setUp()
    const told = (await here.request('/api/events')).text()
    fault(new TypeError('words of a file'))
    expect(await code(here.call('GET', '/api/settings'))).toBe('session.locked')
    expect(await told).toContain('{"type":"locked","why":"fault"}\n')
    expect(bugs.mock.calls.join('')).toContain('bug in process: TypeError')
    expect(bugs.mock.calls.join('')).not.toContain('words of a file')
    await here.signIn('amelie')
    expect((await here.call('GET', '/api/settings')).status).toBe(200)
  })

  test('is in the log, and so is signing out', async () => {
    await t.setUp()
    await t.call('POST', '/api/lock')
    await t.signIn('amelie')
    await t.call('POST', '/api/sign-out')
    const house = await t.workstation.unlock('amelie', PASSPHRASE)
    const told = house.store.db.prepare<[], { type: string; why: string }>(`select type, bytes ->> '$.payload.why' as why from event order by sequence`).all()
    expect(told.map(({ type, why }) => `${type} ${why ?? ''}`.trim())).toEqual([
      'session.opened',
      'session.closed locked',
      'session.opened',
      'session.closed signed_out',
      'session.opened',
    ])
  })

  test('holds, like every change of who opens the workstation and how, and the hub gets it', async () => {
    const { recoveryCode } = await t.setUp('amelie', 'administrator')
    const slot = await t.addPerson('bruno')
    const next = 'a lantern in the harbour'
    expect((await t.call('PUT', '/api/passphrase', { current: PASSPHRASE, passphrase: next })).status).toBe(200)
    expect((await t.call('DELETE', `/api/people/${slot}`)).status).toBe(200)
    await t.call('POST', '/api/lock')
    const recovered = await t.call('POST', '/api/recover', { slotId: await slotId('amelie'), recoveryCode, passphrase: PASSPHRASE })
    t.token = recovered.body.token
    expect((await t.call('POST', '/api/recovery-code', { passphrase: PASSPHRASE })).status).toBe(200)
    await t.call('POST', '/api/sync')
    const changes = t.stub.events.filter(({ type }) => type.startsWith('account.')).map(({ type, payload }) => ({ type, ...payload }))
    const bruno = t.stub.person('bruno').id
    expect(changes).toEqual([
      { type: 'account.slot_added', personId: bruno },
      { type: 'account.passphrase_changed', by: 'passphrase' },
      { type: 'account.slot_removed', personId: bruno },
      { type: 'account.passphrase_changed', by: 'recovery_code' },
      { type: 'account.recovery_code_renewed' },
    ])
  })

  test('while a sign-in is being checked wins over it', async () => {
    await t.setUp()
    const asked = t.call('POST', '/api/sign-in', { slotId: await slotId('amelie'), passphrase: PASSPHRASE })
    await new Promise((resolve) => setTimeout(resolve, 5))
    t.lockSystem()
    expect(await code(asked)).toBe('session.locked')
    expect((await t.call('GET', '/api/status')).body.state).toBe('locked')
  })
})

describe('the profile', () => {
  test('belongs to one process at a time', async () => {
    expect(() => createWorkstation(t.ports)).toThrow('profile.in_use')
    await t.restart()
  })

  test('is let go only when a sign-in under way has ended, and then opens no more', async () => {
    await t.setUp()
    const asked = t.call('POST', '/api/sign-in', { slotId: await slotId('amelie'), passphrase: PASSPHRASE })
    await t.workstation.close()
    expect(await code(asked)).toBe('session.locked')
    expect(await code(signIn('amelie', PASSPHRASE))).toBe('session.locked')
    await t.restart()
  })

  test('that lost a file is told as damaged and never set up over', async () => {
    await t.setUp()
    await t.workstation.close()
    const slots = join(t.profile, 'slots.json')
    copyFileSync(slots, `${slots}.kept`)
    for (const broken of ['', '{', '{"format":1}']) {
      writeFileSync(slots, broken)
      expect(() => createWorkstation(t.ports), broken).toThrow('profile.damaged')
    }
    writeFileSync(slots, '{"format":2}')
    expect(() => createWorkstation(t.ports)).toThrow('profile.newer_version')
    copyFileSync(`${slots}.kept`, slots)
    await t.restart()
    expect((await signIn('amelie', PASSPHRASE)).status).toBe(200)
  })

  test('takes another person only from a signed-in one, once, and with the hub', async () => {
    await t.setUp('amelie')
    const asked = { login: 'bruno', password: 'password', code: CODE, passphrase: 'short' }
    t.stub.person('bruno')
    expect(await code(t.call('POST', '/api/people', asked))).toBe('session.weak_passphrase')
    await t.addPerson('bruno')
    expect(await code(t.call('POST', '/api/people', { ...asked, passphrase: PASSPHRASE }))).toBe('profile.person_exists')
    t.token = null
    expect(await code(t.call('POST', '/api/people', asked))).toBe('session.required')
  })

  test('opens for the command line by login, and does not fall asleep on it', async () => {
    await t.setUp('amelie')
    await t.restart()
    const house = await t.workstation.unlock('amelie', PASSPHRASE)
    t.pass(24 * 3_600_000)
    expect((await t.call('GET', '/api/status')).body.state).toBe('open')
    expect(house.settings.get().locale).toBe('fr')
    await expect(t.workstation.unlock('nobody', PASSPHRASE)).rejects.toThrow('request.invalid')
  })
})
