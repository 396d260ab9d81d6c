import type { Sql } from './store/sql.ts'
import type { ToldAlert } from './watch/watches.ts'

/** What whoever runs a hub must bring. */
export interface HubPorts {
  sql: Sql
  /** 32 bytes: seals texts, URLs, contacts, events and media. Lies outside the database and outside `mediaDir`. */
  key: Uint8Array
  /** Where sealed media lie; made if it is not there. */
  mediaDir: string
  /** Starts although media are gone from the folder, and gives them up. */
  acceptLostMedia?: boolean
  /** Wall clock, ISO 8601 UTC with milliseconds. */
  clock: { now(): string }
  /** UUIDv7. */
  ids: { next(): string }
  demonstration: boolean
  /** Argon2id's cost; the default is OWASP's (19 MiB, 2 passes). Tests take less. */
  passwordCost?: { memoryKib: number; passes: number }
  /** A bug, not an expected failure: told to whoever runs the hub, never to who asked. */
  onBug?(error: unknown): void
  /** A report holds what is watched for: told once, after the commit. */
  onAlert?(alert: ToldAlert): void
}
