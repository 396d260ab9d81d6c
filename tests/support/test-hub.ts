import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import type { Person } from '../../contract/hub.ts'
import type { Role } from '../../contract/words.ts'
import { verifyReceipts, type HubAuditVerdict } from '../../hub/audit/audit.ts'
import { createRecordSeal } from '../../hub/sealing/record.ts'
import { createHub, type Hub } from '../../hub/hub.ts'
import type { Database, Sql } from '../../hub/store/sql.ts'
import type { ToldAlert } from '../../hub/watch/watches.ts'
import { Chain, pairOf } from './chain.ts'
import type { HubStore } from './hub-stores.ts'

/** A hub on one database, emptied between tests instead of opened anew (which takes two seconds on PGlite). */
export interface TestHub {
  readonly hub: Hub
  readonly sql: Database
  readonly mediaDir: string
  readonly key: Uint8Array
  /** Its audit inside a transaction. */
  auditIn(sql: Sql): Promise<HubAuditVerdict>
  now: string
  /** What the hub told as bugs. */
  readonly bugs: unknown[]
  /** What it said of alerts. */
  readonly alerts: ToldAlert[]
  /** A new hub over the same database, as after a stop. */
  restart(): Promise<void>
  empty(): Promise<void>
  /** A person with the password `secret`. */
  person(role: Role, login?: string): Promise<Person>
  /** Enrols the person on the device with `pairOf` them. */
  signIn(person: Person, deviceId: string): Promise<string>
  /** An analyst who is signed in on a device that has done nothing yet. */
  analystOnDevice(): Promise<{ analyst: Person; chain: Chain; token: string }>
  call(token: string | null, method: string, path: string, body?: unknown): Promise<{ status: number; body: any }>
  close(): Promise<void>
}

/** @param wrap what stands between the hub and its database: a test makes it fail there. */
export async function openTestHub(store: HubStore, wrap: (sql: Database) => Sql = (sql) => sql): Promise<TestHub> {
  const sql = await store.open()
  const mediaDir = await mkdtemp(join(tmpdir(), 'paravent-hub-'))
  const key = new Uint8Array(randomBytes(32))
  const test = { now: '2026-11-20T08:00:00.000Z', bugs: [] as unknown[], alerts: [] as ToldAlert[] }
  const open = (): Promise<Hub> =>
    createHub({
      sql: wrap(sql),
      key,
      mediaDir,
      clock: { now: () => test.now },
      ids: { next: () => v7() },
      demonstration: false,
      onBug: (error) => void test.bugs.push(error),
      onAlert: (alert) => void test.alerts.push(alert),
      passwordCost: { memoryKib: 8, passes: 1 },
    })
  let hub = await open()

  async function call(token: string | null, method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const headers: Record<string, string> = { 'content-type': 'application/json' }
    if (token !== null) headers['authorization'] = `Bearer ${token}`
    const init: RequestInit = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
    const answer = await hub.fetch(new Request(`http://hub${path}`, init))
    return { status: answer.status, body: await answer.json() }
  }

  const rest = {
    get hub() {
      return hub
    },
    sql,
    key,
    auditIn: (transaction: Sql) => verifyReceipts(transaction, createRecordSeal(key), null),
    mediaDir,
    async restart() {
      await hub.close()
      hub = await open()
    },
    async empty() {
      await sql.run(`truncate person, sign_in_attempt, device, device_person, signing_key, enrolment_code, device_token, watch, watch_media, alert, event, quarantine, media_object, report, report_item,
        report_media, receipt, change; update feed_head set position = 0;
        update receipt_head set number = 0, hash = repeat('0', 64), sealed = null`)
    },
    async person(role: Role, login = `${role}-${v7().slice(-6)}`) {
      const person: Person = { id: v7(), login, name: `Name of ${login}`, role }
      await hub.people.add(person, 'secret')
      return person
    },
    async signIn(person: Person, deviceId: string) {
      const asked = { login: person.login, password: 'secret', device: { id: deviceId, name: 'desk' } }
      return (await hub.people.enrol({ ...asked, code: (await hub.people.makeCode(person.login)).code, publicKey: pairOf(person.id).publicKey })).token
    },
    async analystOnDevice() {
      const [analyst, chain] = [await rest.person('analyst'), new Chain()]
      return { analyst, chain, token: await rest.signIn(analyst, chain.deviceId) }
    },
    call,
    async close() {
      await hub.close()
      await sql.close()
      await rm(mediaDir, { recursive: true })
    },
  }
  return Object.defineProperties(test, Object.getOwnPropertyDescriptors(rest)) as unknown as TestHub
}
