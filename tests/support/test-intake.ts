import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { v7 } from 'uuid'
import { AppError } from '../../contract/error.ts'
import { ReportDraft } from '../../contract/report.ts'
import type { Signal } from '../../contract/signals.ts'
import { openStore, type Store } from '../../workstation/store/store.ts'
import { createScratch } from '../../workstation/vault/scratch.ts'
import { openVault, type Vault } from '../../workstation/vault/vault.ts'
import { createIntake, type Intake, type IntakeParts } from '../../workstation/intake/intake.ts'

/** An intake over a real store and vault, for tests; what it gives on is recorded. */
export interface TestIntake {
  intake: Intake
  store: Store
  vault: Vault
  dir: string
  events: { type: string; payload: any }[]
  enqueued: string[]
  refreshed: string[]
  signals: Signal[]
  /** Sealed files in the vault. */
  sealedFiles(): Promise<number>
  /** The same folder after the process died: nothing was closed, memory is gone. */
  killAndOpenAgain(): TestIntake
  close(): Promise<void>
}

async function openTestIntake(changes: Partial<IntakeParts> = {}): Promise<TestIntake> {
  const dir = await mkdtemp(join(tmpdir(), 'paravent-intake-'))
  return openAt(dir, changes)
}

function openAt(dir: string, changes: Partial<IntakeParts>): TestIntake {
  const key = new Uint8Array(32).fill(7)
  const store = openStore({ file: join(dir, 'store.db'), key, migrations: 'workstation/store/migrations' })
  const vault = openVault({ dir: join(dir, 'vault'), key })
  const scratch = createScratch({ dir: join(dir, 'scratch') })
  const events: TestIntake['events'] = []
  const enqueued: string[] = []
  const refreshed: string[] = []
  const signals: Signal[] = []
  const intake = createIntake({
    store,
    vault,
    scratch,
    audit: { append: (type, payload) => void events.push({ type, payload: structuredClone(payload) }) },
    analysis: { enqueue: (sha256s) => void enqueued.push(...sha256s) },
    queue: { refreshItems: (itemIds) => void refreshed.push(...itemIds) },
    signals: { send: (signal) => void signals.push(signal) },
    clock: { now: () => '2026-11-22T12:00:00.000Z', monotonic: () => performance.now() },
    ids: { next: () => v7() },
    person: { id: v7() },
    ...changes,
  })
  return {
    ...{ intake, store, vault, dir, events, enqueued, refreshed, signals },
    async sealedFiles() {
      const entries = await readdir(join(dir, 'vault'), { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).length
    },
    killAndOpenAgain() {
      store.close()
      return openAt(dir, changes)
    },
    async close() {
      await intake.close()
      if (store.db.open) store.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

/** Intakes that are closed after the test that opened them. */
export function intakesOfTests(): { open(changes?: Partial<IntakeParts>): Promise<TestIntake>; closeAfter(intake: TestIntake): TestIntake } {
  const opened: TestIntake[] = []
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.close()
  })
  function closeAfter(intake: TestIntake): TestIntake {
    opened.push(intake)
    return intake
  }
  return { open: async (changes) => closeAfter(await openTestIntake(changes)), closeAfter }
}

export function draft(facts: { urls?: string[]; text?: string } = {}): ReportDraft {
  return ReportDraft.parse({ source: 'public_form', receivedAt: '2026-11-22T10:00:00.000Z', ...facts })
}

/** The code with which it is refused, or `nothing`. */
export async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing'
}

export async function* bytesOf(...pieces: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece
}
