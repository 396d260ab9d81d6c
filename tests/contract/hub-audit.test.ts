import { v7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SealedEvent } from '../../contract/event.ts'
import type { HubAuditVerdict } from '../../hub/audit/audit.ts'
import { createReceiptCheck, type ReceiptCheck } from '../../hub/audit/check-receipts.ts'
import { receiptsAfter, type ReceiptEntry } from '../../hub/audit/receipts.store.ts'
import { createRecordSeal } from '../../hub/sealing/record.ts'
import { Chain, decisionPayload, pairOf } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { tellMeasured } from '../support/rounds.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

/**
 * Promise 7 on the hub's side, over 200 events that it received of two devices, some of them refused. A check that found a fault stands
 * where it stood, so one walk along the receipts can try, at each, everything that could stand in its place.
 */

await describeOnEachStore((store) => {
  const EVENTS = 200
  let hub: TestHub
  let entries: ReceiptEntry[]
  let keys: Map<string, string[]>
  beforeAll(async () => {
    hub = await openTestHub(store)
    const [anna, bruno] = [await hub.person('analyst'), await hub.person('analyst')]
    const chains = [new Chain(), new Chain()] as const
    const tokens = [await hub.signIn(anna, chains[0].deviceId), await hub.signIn(bruno, chains[1].deviceId)]
    const people = [anna, bruno]
    keys = new Map(chains.map(({ deviceId }, i) => [`${deviceId} ${people[i]!.id}`, [pairOf(people[i]!.id).publicKey]]))
    for (let batch = 0; batch < EVENTS / 20; batch += 1) {
      const side = batch % 2
      const chain = chains[side]!
      const events = Array.from({ length: 20 }, (_, i): SealedEvent => {
        if (i % 4 === 0) return chain.next(people[side]!.id, 'item.opened', { itemId: v7() })
        const event = chain.next(people[side]!.id, 'decision.made', decisionPayload({ reason: `pièce ${i}` }))
        return i === 7 ? { ...event, signature: '' } : event
      })
      const fork = { ...events[3]!, signature: '', bytes: '{"not":"an event"}' }
      const sent = batch === 4 ? [...events.slice(0, 19), fork] : events
      if (batch === 4) Object.assign(chain, { sequence: chain.sequence - 1, previous: events[18]!.hash })
      const answer = await hub.call(tokens[side]!, 'POST', '/v1/events', { deviceId: chain.deviceId, events: sent })
      if (answer.body.results?.length !== 20) throw new Error(`the hub answered ${JSON.stringify(answer.body)}`)
      if (batch === 4) Object.assign(chain, { sequence: answer.body.head.sequence, previous: answer.body.head.hash })
    }
    entries = await receiptsAfter(hub.sql, 0, EVENTS + 1)
  }, 120_000)
  afterAll(() => hub.close())

  /** Walks along the intact receipts; `at` tries what it likes before each. */
  function walk(at: (check: ReceiptCheck, entry: ReceiptEntry, i: number) => void): void {
    const check = createReceiptCheck({ seal: createRecordSeal(hub.key), keysOf: (device, person) => keys.get(`${device} ${person}`) ?? [], known: null })
    for (const [i, entry] of entries.entries()) {
      at(check, entry, i)
      expect(check.next(entry)).toBeNull()
    }
  }

  const flipped = (text: string, i: number): string => text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1)

  /** Every value that differs from this one in one character, byte or unit. */
  function* alternatives(value: unknown): Generator<unknown> {
    if (typeof value === 'string') for (let i = 0; i < value.length; i += 1) yield flipped(value, i)
    else if (value instanceof Uint8Array) for (let i = 0; i < value.length; i += 1) yield value.map((byte, at) => (at === i ? byte ^ 1 : byte))
    else if (typeof value === 'number') yield* [value + 1, value - 1]
    else if (value instanceof Date) yield new Date(value.getTime() + 1)
    else yield '01a203a2-0000-7000-8000-000000000000'
  }

  describe(`of ${EVENTS} events that the hub received, the first fault is named`, () => {
    test('none is there before anyone touches them', async () => {
      expect(entries).toHaveLength(EVENTS)
      expect(entries.filter(({ quarantine }) => quarantine !== null).length).toBeGreaterThan(8)
      expect(await hub.hub.audit.verify()).toMatchObject({ intact: true, head: { number: EVENTS }, devices: [{}, {}] })
    })

    test('for a change of every single character or byte of every receipt, event and refused event', { timeout: 180_000 }, () => {
      let tried = 0
      walk((check, entry) => {
        const stored = entry.event === null ? ('quarantine' as const) : ('event' as const)
        const variants = function* (): Generator<[string, ReceiptEntry]> {
          for (const field of ['bytes', 'hash', 'eventId', 'quarantineId'] as const) {
            for (const other of alternatives(entry[field])) yield [field, { ...entry, [field]: other }]
          }
          for (const [field, value] of Object.entries(entry[stored] ?? {})) {
            for (const other of alternatives(value)) yield [`${stored}.${field}`, { ...entry, [stored]: { ...entry[stored], [field]: other } }]
          }
        }
        for (const [what, variant] of variants()) {
          // The pointer to a refused event is only how it is found: another row there is another event, or none.
          if (what === 'quarantineId' && entry.quarantineId !== null) variant.quarantine = null
          const fault = check.next(variant)
          if (fault?.receipt !== entry.number) expect(fault, `${what} of receipt ${entry.number}`).toBeNull()
          tried += 1
        }
      })
      expect(tried).toBeGreaterThan(EVENTS * 1000)
      tellMeasured(`hub on ${store.name}, ${EVENTS} events: ${tried} of ${tried} changed characters and bytes, each deletion, swap and cut found`)
    })

    test('for every receipt or event that is missing, and for every two that changed places', { timeout: 120_000 }, () => {
      walk((check, entry, i) => {
        const next = entries[i + 1]
        if (next !== undefined) expect(check.next(next)).toMatchObject({ receipt: entry.number, fault: 'removed' })
        if (next !== undefined) expect(check.next({ ...next, number: entry.number })).toMatchObject({ receipt: entry.number, fault: 'moved' })
        expect(check.next({ ...entry, event: null, quarantine: null })).toMatchObject({ receipt: entry.number, fault: 'removed' })
        for (const other of entries.slice(i + 1)) {
          const fault = check.next({ ...other, number: entry.number })
          if (fault?.receipt !== entry.number || fault.fault !== 'moved') expect(fault).toBeNull()
          const { event, quarantine } = other
          const swapped = check.next({ ...entry, event, quarantine })
          if (swapped?.receipt !== entry.number) expect(swapped).toBeNull()
        }
      })
    })

    /** What the hub says after its tables were changed; they are put back. */
    async function after(script: string): Promise<HubAuditVerdict> {
      let verdict: HubAuditVerdict | undefined
      const undo = new Error('undo')
      await hub.sql
        .transaction(async (tx) => {
          await tx.run(script)
          verdict = await hub.auditIn(tx)
          throw undo
        })
        .catch((error) => {
          if (error !== undo) throw error
        })
      return verdict!
    }

    test('for every place where the receipts are cut off, alone or with their events', { timeout: 180_000 }, async () => {
      for (let k = 0; k < EVENTS; k += 1) {
        expect(await after(`delete from receipt where number > ${k}`)).toMatchObject({ intact: false, receipt: k + 1, fault: 'cut' })
      }
      const whole = `delete from change where event_id is not null; delete from event using receipt where event.id = receipt.event_id and number > 150;
        delete from quarantine using receipt where quarantine.id = receipt.quarantine_id and number > 150; delete from receipt where number > 150`
      expect(await after(whole)).toMatchObject({ intact: false, receipt: 151, fault: 'cut' })
      const head = `update receipt_head set number = 150, hash = (select hash from receipt where number = 150)`
      expect(await after(`${whole}; ${head}`)).toMatchObject({ intact: false, fault: 'changed' })
    })

    test('in the database too: rows changed, removed, added, heads moved; and an end that was written down is held', { timeout: 60_000 }, async () => {
      const at = entries.find(({ event, number }) => event !== null && number > 50)!
      const id = at.event!.id
      for (const [script, fault] of [
        [`update event set signature = '' where id = '${id}'`, 'changed'],
        [`update event set type = 'item.opened', item_id = null where id = '${id}'`, 'changed'],
        [`update event set received_at = received_at + interval '1 day' where id = '${id}'`, 'changed'],
        [`delete from change where event_id = '${id}'; delete from event where id = '${id}'`, 'removed'],
        [`delete from receipt where number = ${at.number}`, 'removed'],
        [`delete from signing_key`, 'forged'],
      ] as const) {
        expect(await after(script), script).toMatchObject({ intact: false, receipt: script.includes('signing_key') ? 1 : at.number, fault })
      }
      const copied = `insert into quarantine (device_id, hash, bytes_digest, code, sealed, received_at) select device_id, hash, 'x', 'event.conflict', sealed, now() from event limit 1`
      expect(await after(copied)).toMatchObject({ intact: false, fault: 'added' })
      expect(await after('update device set head_sequence = head_sequence - 1')).toMatchObject({ intact: false, fault: 'changed' })
      const verdict = await hub.hub.audit.verify({ number: EVENTS + 1, hash: 'a'.repeat(64) })
      expect(verdict).toMatchObject({ intact: false, receipt: EVENTS + 1, fault: 'cut' })
      expect(await hub.hub.audit.verify({ number: 9, hash: 'a'.repeat(64) })).toMatchObject({ intact: false, receipt: 9, fault: 'changed' })
      expect(await hub.hub.audit.verify()).toMatchObject({ intact: true })
    })
  })
})
