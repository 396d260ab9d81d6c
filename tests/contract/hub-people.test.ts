import { setTimeout } from 'node:timers/promises'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../contract/hub.ts'
import type { Database, Sql } from '../../hub/store/sql.ts'
import { Chain, decisionPayload, pairOf } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

await describeOnEachStore((store) => {
  const START = '2026-11-20T08:00:00.000Z'
  const hoursLater = (hours: number): string => new Date(Date.parse(START) + hours * 3_600_000).toISOString()

  let hub: TestHub
  let anna: Person
  /** Runs inside a push, once it knows who is on the device. */
  let betweenPeopleAndEvents: (() => Promise<void>) | null = null
  beforeAll(async () => void (hub = await openTestHub(store, watched)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    hub.now = START
    anna = await hub.person('analyst', 'anna')
  })

  function watched(sql: Database): Sql {
    return { ...sql, transaction: (work) => sql.transaction((tx) => work(pausing(tx))) }
  }
  function pausing(tx: Sql): Sql {
    const query = async <Row>(text: string, params?: readonly unknown[]): Promise<Row[]> => {
      const rows = await tx.query<Row>(text, params)
      if (text.includes('signing_key.device_id = $1')) await betweenPeopleAndEvents?.()
      return rows
    }
    const paused: Sql = { ...tx, query, transaction: (work) => work(paused) }
    return paused
  }

  const makeCode = async (login = 'anna'): Promise<string> => (await hub.hub.people.makeCode(login)).code
  async function enrol(code: string, over: Record<string, unknown> = {}): Promise<{ status: number; code: string | undefined; token: string }> {
    const asked = { login: 'anna', password: 'secret', code, device: { id: v7(), name: 'desk' }, publicKey: pairOf(anna.id).publicKey, ...over }
    const { status, body } = await hub.call(null, 'POST', '/v1/enrol', asked)
    return { status, code: body.error?.code, token: body.token }
  }
  const patience = (): Promise<void> => hub.sql.run('delete from sign_in_attempt')

  describe('an enrolment code', () => {
    test('is used once, by the person that it was made for, and kept only as its hash', async () => {
      await hub.person('analyst', 'bruno')
      const code = await makeCode()
      expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)
      expect((await enrol(code, { login: 'bruno' })).code).toBe('enrolment.code_wrong')
      expect((await enrol(code, { password: 'other' })).code).toBe('hub.wrong_password')
      expect((await enrol(await makeCode('bruno'))).code).toBe('enrolment.code_wrong')
      const typed = code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')
      expect((await enrol(typed)).status).toBe(200)
      expect((await enrol(code)).code).toBe('enrolment.code_used')
      expect(JSON.stringify(await hub.sql.query('select * from enrolment_code')).includes(code.slice(0, 4))).toBe(false)
    })

    test('that two come with at once lets one of them in', async () => {
      const code = await makeCode()
      const answers = await Promise.all([enrol(code), enrol(code), enrol(code)])
      expect(answers.map(({ code: refused }) => refused ?? 'in').sort()).toEqual(['enrolment.code_used', 'enrolment.code_used', 'in'])
    })

    test('holds for 48 hours', async () => {
      const [first, second] = [await makeCode(), await makeCode()]
      hub.now = hoursLater(47.99)
      expect((await enrol(first)).status).toBe(200)
      hub.now = hoursLater(48)
      expect((await enrol(second)).code).toBe('enrolment.code_expired')
    })

    test('cannot be guessed: each wrong one counts as a failed try of the login', async () => {
      const code = await makeCode()
      for (let i = 0; i < 5; i += 1) expect((await enrol('0000-0000-0000-0000')).code).toBe('enrolment.code_wrong')
      expect((await enrol(code)).code).toBe('hub.too_many_attempts')
      await patience()
      expect((await enrol(code)).status).toBe(200)
    })

    test('is made for people of the hub only', async () => {
      await expect(makeCode('nobody')).rejects.toMatchObject({ code: 'hub.person_unknown' })
    })
  })

  describe('a removal', () => {
    test.each(['while their push is under way', 'before it'])('that comes %s lets nothing in after it', async (when) => {
      const chain = new Chain()
      const token = await hub.signIn(anna, chain.deviceId)
      const order: string[] = []
      const removal = async (): Promise<void> => {
        await hub.hub.people.remove('anna')
        order.push('removed')
      }
      let removing: Promise<void> | undefined
      betweenPeopleAndEvents = async () => {
        removing = removal()
        // Where nothing holds it, it is over by then.
        await Promise.race([removing, setTimeout(300)])
      }
      if (when === 'before it') await removal()
      const { body } = await hub.call(token, 'POST', '/v1/events', { deviceId: chain.deviceId, events: [chain.next(anna.id, 'decision.made', decisionPayload())] })
      betweenPeopleAndEvents = null
      order.push(body.results?.[0]?.status ?? body.error.code)
      await removing
      expect(order).toEqual(when === 'before it' ? ['removed', 'hub.person_removed'] : ['accepted', 'removed'])
    })
  })
})
