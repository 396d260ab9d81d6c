import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { v7 } from 'uuid'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { EventContent, FIRST_PREVIOUS } from '../../contract/event.ts'
import { openStore, type Store } from '../store/store.ts'
import { createAudit, type Audit } from './audit.ts'
import { hashOf } from './event-bytes.ts'
import { makeSigningPair, signBytes } from './signature.ts'

const dir = mkdtempSync(join(tmpdir(), 'paravent-audit-'))
const migrations = fileURLToPath(new URL('../store/migrations', import.meta.url))
const store: Store = openStore({ file: join(dir, 'audit.db'), key: new Uint8Array(32).fill(7), migrations })
afterAll(() => {
  store.close()
  rmSync(dir, { recursive: true })
})

const EVENTS = 30
const pair = makeSigningPair()
let audit: Audit
const append = (): { id: string; sequence: number; hash: string } => store.transaction(() => audit.append('item.opened', { itemId: v7() }))
const sql = (text: string, ...values: unknown[]): unknown => store.db.prepare(text).run(...values)
beforeEach(() => {
  sql('delete from event')
  const clock = { now: () => '2026-11-20T08:00:00.000Z' }
  audit = createAudit({ store, ids: { next: () => v7() }, clock, deviceId: v7(), person: { id: v7() }, sign: (bytes) => signBytes(pair.privateKey, bytes), keysOf: () => [pair.publicKey] })
  for (let i = 0; i < EVENTS; i++) append()
})
const rows = (): { sequence: number; bytes: string; hash: string; previous: string; signature: string }[] =>
  store.db.prepare<[], never>('select sequence, bytes, hash, previous, signature from event order by sequence').all()

describe('the log', () => {
  test('each event names the hash of the one before; numbers have no gap; the hash is that of the exact bytes', () => {
    let previous = FIRST_PREVIOUS
    for (const [i, row] of rows().entries()) {
      expect(EventContent.parse(JSON.parse(row.bytes))).toMatchObject({ sequence: i + 1, previous })
      expect([row.sequence, row.previous, row.hash]).toEqual([i + 1, previous, hashOf(row.bytes)])
      previous = row.hash
    }
    expect(audit.head()).toEqual({ sequence: EVENTS, hash: previous })
  })

  test('an event stands and falls with the transaction of its effect, and is refused outside one', async () => {
    expect(() => audit.append('item.opened', { itemId: v7() })).toThrow('outside the transaction')
    const before = audit.head()
    expect(() =>
      store.transaction(() => {
        audit.append('item.opened', { itemId: v7() })
        throw new Error('the effect failed')
      }),
    ).toThrow('the effect failed')
    expect(audit.head()).toEqual(before)
    append()
    expect(await audit.verify()).toEqual({ intact: true, head: audit.head() })
  })

  test('what is no event, or too large to be sent, is not written', () => {
    expect(() => store.transaction(() => audit.append('item.opened', { itemId: 'x' }))).toThrow()
    const media = Array.from({ length: 5000 }, () => ({ sha256: 'a'.repeat(64), name: 'n'.repeat(40), bytes: 1 }))
    expect(() => store.transaction(() => audit.append('item.media_added', { itemId: v7(), media }))).toThrow('request.too_large')
    expect(audit.head().sequence).toBe(EVENTS)
  })

  test('every change of a byte is found, and named', async () => {
    const all = rows()
    const flip = fc.record({ at: fc.integer({ min: 0, max: EVENTS - 1 }), place: fc.nat(), bit: fc.integer({ min: 0, max: 6 }) })
    await fc.assert(
      fc.asyncProperty(flip, async ({ at, place, bit }) => {
        const { sequence, bytes } = all[at]!
        const i = place % bytes.length
        const changed = bytes.slice(0, i) + String.fromCharCode(bytes.charCodeAt(i) ^ (1 << bit)) + bytes.slice(i + 1)
        sql('update event set bytes = ? where sequence = ?', changed, sequence)
        const verdict = await audit.verify()
        sql('update event set bytes = ? where sequence = ?', bytes, sequence)
        expect(verdict).toEqual({ intact: false, sequence, fault: 'changed' })
      }),
      { numRuns: 300 },
    )
  })

  test('an event written anew with its hash is named by its signature; signed anew too, by the one after it or by the head that the hub holds', async () => {
    const known = audit.head()
    for (const sequence of [1, 12, EVENTS]) {
      const { bytes, hash, signature } = rows()[sequence - 1]!
      const content = JSON.parse(bytes)
      const forged = JSON.stringify({ ...content, payload: { itemId: v7() } })
      sql('update event set bytes = ?, hash = ? where sequence = ?', forged, hashOf(forged), sequence)
      expect(await audit.verify(known)).toEqual({ intact: false, sequence, fault: 'forged' })
      sql('update event set signature = ? where sequence = ?', signBytes(pair.privateKey, forged), sequence)
      expect(await audit.verify(known)).toEqual({ intact: false, sequence, fault: 'changed' })
      sql('update event set bytes = ?, hash = ?, signature = ? where sequence = ?', bytes, hash, signature, sequence)
    }
  })

  test('an event removed, two that changed places, and a cut end are named', async () => {
    const known = audit.head()
    const at = fc.integer({ min: 1, max: EVENTS - 1 })
    await fc.assert(
      fc.asyncProperty(at, fc.constantFrom('removed', 'closed up', 'moved', 'cut'), async (sequence, what) => {
        store.db.exec('savepoint before')
        if (what === 'removed' || what === 'closed up') sql('delete from event where sequence = ?', sequence)
        if (what === 'closed up') for (let i = sequence + 1; i <= EVENTS; i++) sql('update event set sequence = ? where sequence = ?', i - 1, i)
        if (what === 'cut') sql('delete from event where sequence > ?', sequence)
        const swap = what === 'moved' ? [[-1, sequence], [sequence, sequence + 1], [sequence + 1, -1]] : []
        for (const [to, from] of swap) sql('update event set sequence = ? where sequence = ?', to, from)
        const verdict = await audit.verify(known)
        store.db.exec('rollback to before; release before')
        const fault = what === 'closed up' ? 'removed' : what
        expect(verdict).toEqual({ intact: false, sequence: what === 'cut' ? sequence + 1 : sequence, fault })
      }),
      { numRuns: 60 },
    )
    expect(await audit.verify(known)).toEqual({ intact: true, head: known })
  })

  test('a cut end shows by the head that the hub holds only', async () => {
    const known = audit.head()
    sql('delete from event where sequence > ?', 20)
    expect(await audit.verify()).toMatchObject({ intact: true, head: { sequence: 20 } })
    expect(await audit.verify(known)).toEqual({ intact: false, sequence: 21, fault: 'cut' })
  })
})
