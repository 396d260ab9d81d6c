import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { afterAll, describe, expect, test } from 'vitest'
import { decisionPayload } from '../../tests/support/chain.ts'
import { tellMeasured } from '../../tests/support/rounds.ts'
import { openStore } from '../store/store.ts'
import { createEventTable, type EventRow } from './audit.store.ts'
import { createAudit } from './audit.ts'
import { hashOf } from './event-bytes.ts'
import { makeSigningPair, signBytes } from './signature.ts'
import { createChainCheck, endOf, type ChainCheck } from './verify-chain.ts'
import { verifyLog } from './verify-log.ts'

/**
 * Promise 7 on the workstation's side, over a log of 200 events. A check that found a fault stands where it stood, so one walk along the
 * log can try, at each event, everything that could stand in its place.
 */

const EVENTS = 200
const dir = mkdtempSync(join(tmpdir(), 'paravent-tampering-'))
const store = openStore({ file: join(dir, 'log.db'), key: new Uint8Array(32).fill(7), migrations: resolve('workstation/store/migrations') })
afterAll(() => {
  store.close()
  rmSync(dir, { recursive: true })
})
const pair = makeSigningPair()
const keysOf = (): string[] => [pair.publicKey]
const sign = (bytes: string): string => signBytes(pair.privateKey, bytes)
const clock = { now: () => '2026-11-20T08:00:00.000Z' }
const audit = createAudit({ store, ids: { next: () => v7() }, clock, deviceId: v7(), person: { id: v7() }, sign, keysOf })
store.transaction(() => {
  for (let i = 0; i < EVENTS; i += 1) {
    if (i % 3 === 0) audit.append('decision.made', decisionPayload({ reason: `pièce ${i}, « vue »`, infractions: ['csam'] }))
    else audit.append('item.opened', { itemId: v7() })
  }
})
const rows = createEventTable(store.db).after(0, EVENTS + 1)
const known = audit.head()

/** Walks along the intact log; `at` tries what it likes before each event. */
function walk(at: (check: ChainCheck, row: EventRow, i: number) => void): void {
  const gone = new Set<number>()
  const check = createChainCheck({ standsElsewhere: (sequence) => !gone.has(sequence) && sequence >= 1 && sequence <= EVENTS, keysOf, known })
  for (const [i, row] of rows.entries()) {
    gone.add(row.sequence)
    at(check, row, i)
    expect(check.next(row)).toBeNull()
  }
}

const flipped = (text: string, i: number): string => text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1)

describe(`on a log of ${EVENTS} events the first fault is named`, () => {
  test('for a change of every single character of every event: bytes, hash, the hash before, id, type and signature', { timeout: 120_000 }, () => {
    let tried = 0
    walk((check, row) => {
      for (const field of ['bytes', 'hash', 'previous', 'id', 'type', 'signature'] as const) {
        for (let i = 0; i < row[field].length; i += 1) {
          const fault = check.next({ ...row, [field]: flipped(row[field], i) })
          if (fault?.sequence !== row.sequence || fault.fault !== (field === 'signature' ? 'forged' : 'changed')) expect(fault, `${field} ${i}`).toBeNull()
          tried += 1
        }
      }
    })
    expect(tried).toBeGreaterThan(EVENTS * 500)
    tellMeasured(`workstation, ${EVENTS} events: ${tried} of ${tried} changed characters found`)
  })

  test('for every event that is missing, with the rest left in place or closed up', () => {
    walk((check, { sequence }, i) => {
      const next = rows[i + 1]
      if (next === undefined) return
      expect(check.next(next)).toEqual({ sequence, fault: 'removed' })
      expect(check.next({ ...next, sequence })).toEqual({ sequence, fault: 'removed' })
    })
  })

  test('for every two events that changed places', { timeout: 60_000 }, () => {
    let tried = 0
    const check = createChainCheck({ standsElsewhere: () => true, keysOf, known })
    for (const [i, row] of rows.entries()) {
      for (const other of rows.slice(i + 1)) {
        const fault = check.next({ ...other, sequence: row.sequence })
        if (fault?.sequence !== row.sequence || fault.fault !== 'moved') expect(fault).toBeNull()
        tried += 1
      }
      check.next(row)
    }
    expect(tried).toBe((EVENTS * (EVENTS - 1)) / 2)
    tellMeasured(`${tried} of ${tried} swaps, each deletion and each cut found`)
  })

  test('for every place where the end is cut off, by the head that the hub holds', () => {
    walk((check, { sequence }) => {
      expect(endOf(check.head(), known)).toEqual({ intact: false, sequence, fault: 'cut' })
    })
  })

  test('for every event that was written anew with its hash by someone without the key', () => {
    walk((check, row) => {
      const bytes = row.bytes.replace('08:00:00.000Z', '09:00:00.000Z')
      const hash = hashOf(bytes)
      expect(check.next({ ...row, bytes, hash })).toEqual({ sequence: row.sequence, fault: 'forged' })
      expect(check.next({ ...row, bytes, hash, signature: '' })).toEqual({ sequence: row.sequence, fault: 'forged' })
    })
  })

  test('and the database reads alike: what a walk finds, the whole check finds', { timeout: 60_000 }, async () => {
    const table = createEventTable(store.db)
    const tamper = ['update event set signature = substr(signature, 2) || substr(signature, 1, 1) where sequence = ?', `update event set bytes = replace(bytes, '08:', '09:') where sequence = ?`]
    for (const sql of [...tamper, 'delete from event where sequence = ?']) {
      for (const sequence of [1, 77, EVENTS]) {
        store.db.exec('savepoint before')
        store.db.prepare(sql).run(sequence)
        const verdict = await verifyLog(table, keysOf, known)
        store.db.exec('rollback to before; release before')
        expect(verdict, sql).toMatchObject({ intact: false, sequence })
      }
    }
    expect(await verifyLog(table, keysOf, known)).toEqual({ intact: true, head: known })
    expect(await verifyLog(table, () => [makeSigningPair().publicKey], known)).toEqual({ intact: false, sequence: 1, fault: 'forged' })
  })
})
