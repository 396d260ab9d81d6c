import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SealedEvent } from '../../contract/event.ts'
import type { Person, PushedEvents } from '../../contract/hub.ts'
import { Chain, decisionPayload, pairOf, sealedOf, sha256 } from '../support/chain.ts'
import { makeSigningPair, signBytes } from '../../workstation/audit/signature.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

await describeOnEachStore((store) => {
  let hub: TestHub
  let analyst: Person
  let chain: Chain
  let token: string
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    ;({ analyst, chain, token } = await hub.analystOnDevice())
  })

  type Answer = { status: number; body: PushedEvents & { error?: { code: string; facts: Record<string, unknown> } } }
  const push = (events: { bytes: string; hash: string; signature?: string }[], as = token): Promise<Answer> =>
    hub.call(as, 'POST', '/v1/events', { deviceId: chain.deviceId, events })
  const decide = (over = {}): ReturnType<Chain['next']> => chain.next(analyst.id, 'decision.made', decisionPayload(), over)
  const held = async (): Promise<string[]> => (await hub.hub.decisions.all()).map((decision) => decision.id).sort()
  const statuses = (answer: Answer): unknown[] => answer.body.results.map(({ status, code }) => (code === undefined ? status : [status, code]))

  describe('events at the hub', () => {
    test('a chain is accepted, its exact bytes are kept, and its head is told', async () => {
      const events = [decide(), decide(), decide()]
      const answer = await push(events)
      expect(statuses(answer)).toEqual(['accepted', 'accepted', 'accepted'])
      expect(answer.body.head).toEqual({ sequence: 3, hash: events[2]?.hash })
      const kept = (await hub.hub.decisions.events()).map(sealedOf)
      expect(kept).toEqual(events.map(sealedOf))
      expect((await hub.call(token, 'GET', `/v1/events/head?device=${chain.deviceId}`)).body).toEqual(answer.body.head)
    })

    test('what is sent again is a duplicate and counts once, also after a restart and from the middle of the chain', async () => {
      const events = [decide(), decide(), decide()]
      await push(events)
      await hub.restart()
      expect(statuses(await push(events.slice(1)))).toEqual(['duplicate', 'duplicate'])
      const more = decide()
      expect(statuses(await push([...events, more]))).toEqual(['duplicate', 'duplicate', 'duplicate', 'accepted'])
      expect(await held()).toEqual([...events, more].map((event) => event.id).sort())
    })

    test('an event too far ahead is a gap, told with the head; what came before it in the batch is kept', async () => {
      const [first, second, third] = [decide(), decide(), decide()]
      const refused = await push([second])
      expect(refused.status).toBe(409)
      expect(refused.body.error).toEqual({ code: 'event.gap', facts: { sequence: 0, hash: '0'.repeat(64) } })
      const part = await push([first, third])
      expect([statuses(part), part.body.head.sequence]).toEqual([['accepted'], 1])
      expect(statuses(await push([first, second, third]))).toEqual(['duplicate', 'accepted', 'accepted'])
    })

    test('two events with one number: both are kept, the second in quarantine with all that follows it, and both are told', async () => {
      const [shared] = [decide()]
      const copy = chain.fork()
      const original = [decide(), decide()]
      await push([shared, ...original])
      const cloned = [1, 2, 3].map(() => copy.next(analyst.id, 'decision.made', decisionPayload()))
      expect(statuses(await push(cloned))).toEqual(Array(3).fill(['refused', 'event.conflict']))
      expect(statuses(await push(cloned))).toEqual(Array(3).fill(['refused', 'event.conflict']))
      expect(await held()).toEqual([shared, ...original].map((event) => event.id).sort())
      expect((await hub.hub.decisions.quarantine()).map((row) => row.bytes)).toEqual(cloned.map((event) => event.bytes))
      expect((await hub.hub.decisions.events()).map((event) => event.disputed)).toEqual([false, true, true])
      expect(statuses(await push([decide(), decide()]))).toEqual(['accepted', 'accepted'])
      expect((await hub.hub.decisions.events()).map((event) => event.disputed), 'whichever came first').toEqual([false, true, true, true, false])
    })

    test('bytes that are not those of the hash, content that is no event, a person who may not: refused, kept, and the rest goes on', async () => {
      const bad = decide()
      const changed = { ...bad, bytes: bad.bytes.replace('not_illegal', 'illegal') }
      const noEvent = decide({ payload: { nothing: true } })
      const notJson = { bytes: 'not json', hash: sha256('not json') }
      const broken = [changed, noEvent]
      const answer = await push([...broken, decide()])
      expect(statuses(answer)).toEqual([['refused', 'event.bad_hash'], ['refused', 'event.bad_content'], 'accepted'])
      expect(answer.body.head.sequence).toBe(3)
      expect(statuses(await push(broken))).toEqual([['refused', 'event.bad_hash'], ['refused', 'event.bad_content']])
      const secondLook = { itemId: v7(), reportId: v7(), decisionId: v7(), verdict: 'confirm', reason: '', amended: null } as const
      const byAnalyst = chain.next(analyst.id, 'second_look.given', secondLook)
      const byStranger = chain.next((await hub.person('supervisor')).id, 'second_look.given', secondLook)
      const ofOtherDevice = decide({ deviceId: v7() })
      expect(statuses(await push([byAnalyst, byStranger, ofOtherDevice, decide()]))).toEqual([['refused', 'hub.forbidden'], ['refused', 'event.not_enrolled'], ['refused', 'hub.forbidden'], 'accepted'])
      expect(statuses(await push([notJson]))).toEqual([['refused', 'event.bad_content']])
      expect(statuses(await push([decide({ sequence: 2 ** 40, previous: chain.previous })]))).toEqual([['refused', 'event.bad_content']])
      expect(await hub.hub.decisions.quarantine()).toHaveLength(7)
      expect(await held()).toHaveLength(2)
    })

    test('what is not signed, or not by its person, is refused, kept, and disputes nothing that stands', async () => {
      const good = decide()
      await push([good])
      const forger = makeSigningPair()
      const signed = (event: SealedEvent, signature: string): SealedEvent => ({ ...event, signature })
      const other = await hub.person('analyst')
      const [first, second, third, fourth, fifth] = [decide(), decide(), decide(), decide(), decide()]
      const twisted = third.signature.slice(0, -1) + (third.signature.endsWith('A') ? 'B' : 'A')
      const sent = [
        signed(first, ''),
        signed(second, signBytes(forger.privateKey, second.bytes)),
        signed(third, twisted),
        signed(fourth, signBytes(pairOf(other.id).privateKey, fourth.bytes)),
        signed(fifth, 'x'.repeat(200)),
      ]
      const bad = ['refused', 'event.bad_signature']
      expect(statuses(await push([...sent, decide()]))).toEqual([['refused', 'event.unsigned'], bad, bad, bad, bad, 'accepted'])
      const fork = new Chain(chain.deviceId)
      const forged = signed(fork.next(analyst.id, 'decision.made', decisionPayload(), { id: good.id }), '')
      expect(statuses(await push([forged]))).toEqual([['refused', 'event.unsigned']])
      expect((await hub.hub.decisions.events()).map(({ disputed }) => disputed)).toEqual([false, false])
      expect((await hub.hub.decisions.quarantine()).map(({ bytes }) => bytes)).toEqual([...sent, forged].map(({ bytes }) => bytes))
    })

    test('a person signs with a key of each device, and with an earlier key of the same device too', async () => {
      const before = decide()
      const pair = makeSigningPair()
      const asked = { login: analyst.login, password: 'secret', publicKey: pair.publicKey }
      const code = async (): Promise<string> => (await hub.hub.people.makeCode(analyst.login)).code
      token = (await hub.hub.people.enrol({ ...asked, code: await code(), device: { id: chain.deviceId, name: 'desk' } })).token
      const after = { ...decide(), signature: '' }
      expect(statuses(await push([before, { ...after, signature: signBytes(pair.privateKey, after.bytes) }]))).toEqual(['accepted', 'accepted'])
      const elsewhere = new Chain()
      const only = makeSigningPair()
      const there = (await hub.hub.people.enrol({ ...asked, code: await code(), publicKey: only.publicKey, device: { id: elsewhere.deviceId, name: '' } })).token
      const event = elsewhere.next(analyst.id, 'decision.made', decisionPayload())
      const answer = await hub.call(there, 'POST', '/v1/events', { deviceId: elsewhere.deviceId, events: [event] })
      expect(statuses(answer)).toEqual([['refused', 'event.bad_signature']])
    })

    test('a supervisor signed in on the device gives a second look; the hub keeps it with its decision', async () => {
      const supervisor = await hub.person('supervisor')
      await hub.signIn(supervisor, chain.deviceId)
      const decision = decide()
      const { itemId, reportId } = JSON.parse(decision.bytes).payload
      const look = chain.next(supervisor.id, 'second_look.given', { itemId, reportId, decisionId: decision.id, verdict: 'return', reason: 'r', amended: null })
      const withdrawn = chain.next(analyst.id, 'decision.withdrawn', { decisionId: decision.id, itemId, reportId })
      expect(statuses(await push([decision, look, withdrawn]))).toEqual(['accepted', 'accepted', 'accepted'])
      const [found] = await hub.hub.decisions.all()
      expect(found).toMatchObject({ id: decision.id, withdrawn: true, secondLooks: [{ id: look.id, personId: supervisor.id, verdict: 'return' }] })
      expect(await hub.hub.decisions.standing()).toEqual([])
    })

    test('an id that was used is refused wherever it comes from', async () => {
      const first = decide()
      await push([first])
      expect(statuses(await push([decide({ id: first.id })]))).toEqual([['refused', 'event.conflict']])
      expect(await held()).toEqual([first.id])
    })

    test('a device pushes for itself only, with a token', async () => {
      const other = await hub.signIn(analyst, v7())
      expect((await push([decide()], other)).status).toBe(403)
      expect((await hub.call(null, 'POST', '/v1/events', { deviceId: chain.deviceId, events: [] })).body.error.code).toBe('hub.unauthorised')
      expect((await hub.call('x'.repeat(43), 'GET', '/v1/changes')).status).toBe(401)
    })

    test('nothing of a batch stays when the commit fails', async () => {
      await hub.sql.run(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
        create trigger refuse before update on feed_head for each row execute function refuse()`)
      const event = decide()
      expect((await push([event])).status).toBe(500)
      expect(hub.bugs.splice(0)).toHaveLength(1)
      await hub.sql.run('drop trigger refuse on feed_head; drop function refuse()')
      expect(await held()).toEqual([])
      expect(statuses(await push([event]))).toEqual(['accepted'])
    })
  })
})
