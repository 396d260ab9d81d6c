import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { pairOf } from '../support/chain.ts'
import { PGLITE } from '../support/hub-stores.ts'
import { codeOf, succeed, takeIn } from '../support/reporting.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** People, passphrases and roles as they change: a whole workstation and a whole hub. */

let hub: TestHub
let offline = false
let t: TestWorkstation
const toHub = ((input: string, init: RequestInit) =>
  offline ? Promise.reject(new TypeError('fetch failed')) : hub.hub.fetch(new Request(input, init))) as typeof fetch
const open = (over: Parameters<typeof openTestWorkstation>[0] = {}): TestWorkstation => openTestWorkstation({ fetch: toHub, hubUrl: 'http://hub', ...over })
beforeAll(async () => void (hub = await openTestHub(PGLITE)), 60_000)
afterAll(() => hub.close())
beforeEach(async () => {
  await hub.empty()
  offline = false
  await hub.person('analyst', 'anna')
  await hub.person('analyst', 'bruno')
  await hub.person('administrator', 'ada')
  t = open()
})
afterEach(() => t.close())

async function account(login: string): Promise<Record<string, string>> {
  return { login, password: 'secret', code: (await hub.hub.people.makeCode(login)).code, passphrase: PASSPHRASE }
}
async function setUp(login: string): Promise<string> {
  const done = await succeed<{ token: string; recoveryCode: string }>(t, 'POST', '/api/set-up', { hubUrl: 'http://hub', ...(await account(login)) })
  t.token = done.token
  return done.recoveryCode
}
const add = async (login: string): Promise<unknown> => succeed(t, 'POST', '/api/people', await account(login))
const status = (): Promise<{ state: string; slots: { id: string; removed: boolean; person: { login: string; role: string } }[] }> => succeed(t, 'GET', '/api/status')
const slotOf = async (login: string) => (await status()).slots.find(({ person }) => person.login === login)!
const enterAs = async (login: string, passphrase = PASSPHRASE): Promise<string | undefined> =>
  codeOf(t, 'POST', '/api/sign-in', { slotId: (await slotOf(login)).id, passphrase })
const sync = (): Promise<any> => succeed(t, 'POST', '/api/sync')
const held = async (): Promise<string[]> => (await hub.hub.decisions.all()).map(({ id }) => id)
async function decide(name: string): Promise<string> {
  const { itemIds } = await takeIn(t, [{ name, bytes: Buffer.from(name) }])
  return (await succeed<{ decision: { id: string } }>(t, 'POST', `/api/items/${itemIds[0]}/decisions`, { outcome: 'gone' })).decision.id
}

describe('a passphrase', () => {
  test('is changed by who knows it; the session, the signing key and the ledger stay', { timeout: 60_000 }, async () => {
    await setUp('anna')
    const keys = (): Record<string, string> => JSON.parse(readFileSync(join(t.profile, 'slots.json'), 'utf8')).slots[0]
    const before = keys()
    const renewed = 'another passphrase altogether'
    expect(await codeOf(t, 'PUT', '/api/passphrase', { current: 'not this one at all', passphrase: renewed })).toBe('session.wrong_passphrase')
    expect(await codeOf(t, 'PUT', '/api/passphrase', { current: PASSPHRASE, passphrase: 'short' })).toBe('session.weak_passphrase')
    await succeed(t, 'PUT', '/api/passphrase', { current: PASSPHRASE, passphrase: renewed })
    expect([keys()['signingKey'], keys()['keys'] === before['keys']]).toEqual([before['signingKey'], false])
    await decide('one')
    await succeed(t, 'POST', '/api/lock')
    expect(await enterAs('anna')).toBe('session.wrong_passphrase')
    await t.signIn('anna', renewed)
    expect(await sync()).toMatchObject({ state: 'sent', refused: 0 })
  })

  test('that is forgotten gives way to the newest recovery code; the code before opens nothing', { timeout: 60_000 }, async () => {
    const first = await setUp('anna')
    expect(await codeOf(t, 'POST', '/api/recovery-code', { passphrase: 'not this one at all' })).toBe('session.wrong_passphrase')
    const { recoveryCode } = await succeed<{ recoveryCode: string }>(t, 'POST', '/api/recovery-code', { passphrase: PASSPHRASE })
    await t.restart()
    const recover = async (code: string): Promise<string | undefined> =>
      codeOf(t, 'POST', '/api/recover', { slotId: (await slotOf('anna')).id, recoveryCode: code, passphrase: 'another passphrase altogether' })
    expect(await recover(first)).toBe('session.wrong_recovery_code')
    expect(await recover(recoveryCode)).toBeUndefined()
  })
})

describe('a person who is removed at the hub', () => {
  test('works on while nobody could tell the workstation; then is out, and what they signed is refused and told', { timeout: 60_000 }, async () => {
    await setUp('anna')
    await add('bruno')
    const before = await decide('before')
    await sync()
    offline = true
    await hub.hub.people.remove('anna')
    await succeed(t, 'POST', '/api/lock')
    await t.signIn('anna')
    await decide('after')
    offline = false
    await t.call('POST', '/api/sync')
    await expect.poll(async () => (await status()).state).toBe('locked')
    expect(await slotOf('anna')).toMatchObject({ removed: true })
    expect([await enterAs('anna'), await enterAs('bruno')]).toEqual(['session.person_removed', undefined])
    await t.restart()
    expect(await enterAs('anna')).toBe('session.person_removed')

    await t.signIn('bruno')
    const told = await sync()
    expect(told).toMatchObject({ waiting: 0, refusedFor: ['event.person_removed'] })
    expect(told.refused).toBeGreaterThan(0)
    expect(await held()).toEqual([before])
    expect((await hub.hub.decisions.quarantine()).every(({ code }) => code === 'event.person_removed')).toBe(true)
    const mine = await decide('by bruno')
    await sync()
    expect(await held()).toEqual([before, mine])
  })

  test('is told of by the hub to the others, who may take the slot away; its keys are gone then', { timeout: 60_000 }, async () => {
    await setUp('anna')
    await add('bruno')
    expect(await codeOf(t, 'DELETE', `/api/people/${(await slotOf('bruno')).id}`)).toBe('session.forbidden')
    expect(await codeOf(t, 'DELETE', `/api/people/${(await slotOf('anna')).id}`)).toBe('profile.own_slot')
    await hub.hub.people.remove('bruno')
    await sync()
    const slot = await slotOf('bruno')
    expect(slot.removed).toBe(true)
    await succeed(t, 'DELETE', `/api/people/${slot.id}`)
    expect((await status()).slots.map(({ person }) => person.login)).toEqual(['anna'])
    expect(readFileSync(join(t.profile, 'slots.json'), 'utf8')).not.toContain('bruno')
    expect(await codeOf(t, 'POST', '/api/sign-in', { slotId: slot.id, passphrase: PASSPHRASE })).toBe('request.invalid')
  })

  test('cannot sign in, enrol or use a token at the hub', async () => {
    const carla = await hub.person('analyst', 'carla')
    const device = { id: v7(), name: '' }
    const token = await hub.signIn(carla, device.id)
    const asked = { ...(await account('carla')), device, publicKey: pairOf(carla.id).publicKey }
    await hub.hub.people.remove('carla')
    const refusals = [
      await hub.call(null, 'POST', '/v1/sign-in', asked),
      await hub.call(null, 'POST', '/v1/enrol', asked),
      await hub.call(token, 'GET', '/v1/changes'),
      await hub.call(token, 'POST', '/v1/events', { deviceId: device.id, events: [] }),
    ]
    expect(refusals.map(({ body }) => body.error.code)).toEqual(Array(4).fill('hub.person_removed'))
    await expect(hub.hub.people.makeCode('carla')).rejects.toMatchObject({ code: 'hub.person_removed' })
  })

  test('an administrator of the workstation takes any slot away but their own', { timeout: 60_000 }, async () => {
    await setUp('ada')
    await add('anna')
    await succeed(t, 'DELETE', `/api/people/${(await slotOf('anna')).id}`)
    expect(await codeOf(t, 'DELETE', `/api/people/${(await slotOf('ada')).id}`)).toBe('profile.own_slot')
    await add('anna')
    expect(await enterAs('anna')).toBeUndefined()
  })
})

test('a role that the hub changed counts from the next contact on: the session ends, and the next one has it', { timeout: 60_000 }, async () => {
  await setUp('anna')
  await hub.hub.people.setRole('anna', 'supervisor')
  await t.call('POST', '/api/sync')
  await expect.poll(async () => (await status()).state).toBe('locked')
  expect((await t.signIn('anna')).person.role).toBe('supervisor')
  expect((await slotOf('anna')).person.role).toBe('supervisor')
  await succeed(t, 'POST', '/api/lock')
  expect((await t.signIn('anna')).person.role).toBe('supervisor')
  expect(await sync()).toMatchObject({ state: 'sent', problem: null })
})

describe('an access to the hub that ended', () => {
  test('is renewed with the password at the hub, and what waited is sent', { timeout: 60_000 }, async () => {
    await setUp('anna')
    await sync()
    await hub.sql.run('delete from device_token')
    const made = await decide('one')
    expect(await sync()).toMatchObject({ state: 'offline', problem: 'hub.unauthorised' })
    expect(await codeOf(t, 'POST', '/api/hub/sign-in', { password: 'other' })).toBe('hub.wrong_password')
    await succeed(t, 'POST', '/api/hub/sign-in', { password: 'secret' })
    expect(await sync()).toMatchObject({ state: 'sent', problem: null })
    expect(await held()).toEqual([made])
    await succeed(t, 'POST', '/api/lock')
    await t.signIn('anna')
    expect(await sync()).toMatchObject({ state: 'sent', problem: null })
  })

  test('needs a code where the hub lost the enrolment; the signing key stays', { timeout: 60_000 }, async () => {
    await setUp('anna')
    await sync()
    await hub.sql.run('delete from device_token; delete from signing_key')
    expect(await codeOf(t, 'POST', '/api/hub/sign-in', { password: 'secret' })).toBe('hub.not_enrolled')
    const { code } = await hub.hub.people.makeCode('anna')
    await succeed(t, 'POST', '/api/hub/sign-in', { password: 'secret', code })
    const made = await decide('one')
    expect(await sync()).toMatchObject({ state: 'sent', refused: 0 })
    expect(await held()).toEqual([made])
  })
})

test('a device cloned to two machines: what the second sends is refused as a conflict, kept at the hub, and told', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-clone-'))
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const at = (profile: string): TestWorkstation => open({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
  await t.close()
  t = at(first)
  await setUp('anna')
  await t.workstation.close()
  cpSync(first, second, { recursive: true })
  const copy = at(second)
  await t.restart()
  await t.signIn('anna')
  const made = await decide('here')
  await sync()
  await copy.signIn('anna')
  await takeIn(copy, [{ name: 'there', bytes: Buffer.from('there') }])
  expect(await succeed(copy, 'POST', '/api/sync')).toMatchObject({ waiting: 0, refusedFor: ['event.conflict'] })
  expect(await held()).toEqual([made])
  expect((await hub.hub.decisions.quarantine()).map(({ code }) => code)).toContain('event.conflict')
  await copy.close()
  await t.close()
  rmSync(folder, { recursive: true, force: true })
  t = open()
})
