import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import { AppError } from '../../contract/error.ts'
import type { Person } from '../../contract/hub.ts'
import type { Signal, SyncState } from '../../contract/signals.ts'
import { createAudit, type Audit } from '../../workstation/audit/audit.ts'
import { createMeta, type Meta } from '../../workstation/store/meta.store.ts'
import { openStore, type Store } from '../../workstation/store/store.ts'
import type { Vault } from '../../workstation/vault/vault.ts'
import { createSync, type Sync } from '../../workstation/sync/sync.ts'
import { createPeople } from '../../workstation/people/people.store.ts'
import { signBytes } from '../../workstation/audit/signature.ts'
import { decisionPayload, pairOf } from './chain.ts'

const MIGRATIONS = fileURLToPath(new URL('../../workstation/store/migrations', import.meta.url))

/**
 * The part of a workstation that talks to the hub: real store, audit and sync. Where changes go is a table that counts
 * every application in the same transaction, so that what is applied twice, or half, shows.
 */
export interface SyncWorkstation {
  readonly deviceId: string
  readonly store: Store
  readonly meta: Meta
  readonly audit: Audit
  readonly sync: Sync
  readonly told: SyncState[]
  readonly vault: Map<string, Uint8Array>
  person: Person
  token: string | null
  /** The next change to be applied fails with this. */
  failApplying: Error | null
  clockShiftMs: number
  /** How often the hub answered that the person is removed. */
  removals: number
  decide(): string
  withdraw(decisionId: string): string
  /** What was applied, in order: `decision:ID`, `withdrawal:ID`, `second look:ID`, `report:ID`, `media:SHA`. */
  applied(): string[]
  restart(): Promise<void>
  /** SIGKILL as far as one process can: nothing is awaited, the database is shut under the running round. */
  kill(): void
  close(): Promise<void>
}

export interface SyncWorkstationParts {
  file: string
  person: Person
  token: string | null
  deviceId?: string
  fetch: typeof fetch
  timeOutSeconds?: number
}

export function openSyncWorkstation(parts: SyncWorkstationParts): SyncWorkstation {
  const { file, fetch, deviceId = v7(), timeOutSeconds = 5 } = parts
  const self = {
    deviceId,
    person: parts.person,
    token: parts.token,
    failApplying: null as Error | null,
    told: [] as SyncState[],
    vault: new Map<string, Uint8Array>(),
    clockShiftMs: 0,
    removals: 0,
  }

  const clock = { now: () => new Date(Date.now() + self.clockShiftMs).toISOString(), monotonic: () => performance.now() }

  function open(): { store: Store; meta: Meta; audit: Audit; sync: Sync } {
    const store = openStore({ file, key: new Uint8Array(32).fill(1), migrations: MIGRATIONS })
    store.db.exec('create table if not exists applied (place integer primary key, what text not null)')
    const meta = createMeta(store)
    const people = createPeople({ store })
    people.addKey(self.person.id, { deviceId, publicKey: pairOf(self.person.id).publicKey })
    const sign = (bytes: string): string => signBytes(pairOf(self.person.id).privateKey, bytes)
    const keysOf = (personId: string): string[] => people.keysOf(personId, deviceId)
    const audit = createAudit({ store, ids: { next: () => v7() }, clock, deviceId, person: { id: self.person.id }, sign, keysOf })
    const put = (what: string): void => {
      store.db.prepare('insert into applied (what) values (?)').run(what)
      const failure = self.failApplying
      if (failure !== null) throw failure
    }
    const sync = createSync({
      store,
      meta,
      audit,
      people: { keysOf: people.keysOf, told: (change) => people.told(change, clock.now()) },
      onRemoved: () => void self.removals++,
      intake: { receiveReport: (report) => put(`report:${report.id}`), mediaArrived: (sha256) => put(`media:${sha256}`) },
      review: {
        applyForeignDecision: ({ id }) => put(`decision:${id}`),
        applyForeignWithdrawal: ({ id }) => put(`withdrawal:${id}`),
      },
      supervision: { applyForeign: ({ id }) => put(`second look:${id}`) },
      ownList: { applyAdded: ({ id }) => put(`own list:${id}`), applyRemoved: ({ id }) => put(`own list removal:${id}`) },
      watches: { applyAdded: ({ id }) => put(`watch:${id}`), applyEnded: ({ id }) => put(`watch end:${id}`) },
      alerts: { applyMatched: ({ id }) => put(`alert:${id}`), applyAcknowledged: ({ id }) => put(`alert seen:${id}`) },
      vault: { has: async (sha256) => self.vault.has(sha256), seal: (source) => sealIn(self.vault, source) },
      fetch,
      hubUrl: 'http://hub',
      hubToken() {
        if (self.token === null) throw new AppError('hub.unauthorised')
        return self.token
      },
      deviceId,
      clock,
      signals: { send: (signal: Signal) => void (signal.type === 'sync' && self.told.push(signal.sync)) },
      pollSeconds: 3600,
      timeOutSeconds,
      random: () => 1,
    })
    return { store, meta, audit, sync }
  }

  let now = open()
  const rest = {
    get store() {
      return now.store
    },
    get meta() {
      return now.meta
    },
    get audit() {
      return now.audit
    },
    get sync() {
      return now.sync
    },
    decide: () => now.store.transaction(() => now.audit.append('decision.made', decisionPayload())).id,
    withdraw: (decisionId: string) =>
      now.store.transaction(() => now.audit.append('decision.withdrawn', { decisionId, itemId: v7(), reportId: v7() })).id,
    applied: () => now.store.db.prepare<[], { what: string }>('select what from applied order by place').all().map((row) => row.what),
    async restart() {
      await now.sync.close()
      now.store.close()
      now = open()
    },
    kill() {
      void now.sync.close()
      now.store.close()
      now = open()
    },
    async close() {
      await now.sync.close()
      now.store.close()
      for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    },
  }
  return Object.defineProperties(self, Object.getOwnPropertyDescriptors(rest)) as SyncWorkstation
}

async function sealIn(vault: Map<string, Uint8Array>, source: AsyncIterable<Uint8Array>): ReturnType<Vault['seal']> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  const bytes = Buffer.concat(pieces)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  vault.set(sha256, bytes)
  return { sha256, bytes: bytes.length, new: true }
}
