import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { digestOf, writeItem, type NewItem } from './desk-items.ts'
import { policyOfTests, taxonomyOfTests } from './rules-of-tests.ts'
import type { Person } from '../../contract/hub.ts'
import type { ListLosses } from '../../contract/match.ts'
import type { Policy } from '../../contract/policy.ts'
import type { Signal } from '../../contract/signals.ts'
import { createAnalysisStore } from '../../workstation/analysis/analysis.store.ts'
import { createAudit } from '../../workstation/audit/audit.ts'
import { makeSigningPair, signBytes } from '../../workstation/audit/signature.ts'
import { createBackground } from '../../workstation/background/background.ts'
import { allLists } from '../../workstation/hashlists/all-lists.ts'
import { createHashLists } from '../../workstation/hashlists/hashlists.ts'
import type { HashLists, ListAsked } from '../../workstation/hashlists/hashlists.ts'
import { createWrittenLists, type WrittenLists } from '../../workstation/hashlists/written-lists.ts'
import { createReports } from '../../workstation/intake/reports.store.ts'
import { createMemorySpool } from '../../workstation/intake/spool.ts'
import { createFingerprintReader } from '../../workstation/matching/fingerprints.store.ts'
import { createMatching } from '../../workstation/matching/matching.ts'
import type { Matching } from '../../workstation/matching/matching.ts'
import { createPrintsOf } from '../../workstation/matching/media-prints.ts'
import { createOwnList } from '../../workstation/own-list/own-list.ts'
import type { OwnList } from '../../workstation/own-list/own-list.ts'
import { createListLosses } from '../../workstation/queue/list-losses.ts'
import { createQueue } from '../../workstation/queue/queue.ts'
import type { Queue } from '../../workstation/queue/queue.ts'
import { createSearch } from '../../workstation/queue/search.ts'
import { indexTaxonomy } from '../../workstation/queue/taxonomy-index.ts'
import { createItemHistory } from '../../workstation/review/history.ts'
import { createReview } from '../../workstation/review/review.ts'
import type { Review } from '../../workstation/review/review.ts'
import { openStore } from '../../workstation/store/store.ts'
import type { Store } from '../../workstation/store/store.ts'
import { createSupervision } from '../../workstation/supervision/supervision.ts'
import type { Supervision } from '../../workstation/supervision/supervision.ts'
import { identityOf } from '../../workstation/taxonomy/taxonomy.ts'
import { createAlerts } from '../../workstation/watch/alerts.ts'
import type { Alerts } from '../../workstation/watch/alerts.ts'
import { createWatches } from '../../workstation/watch/watches.ts'
import type { Watches } from '../../workstation/watch/watches.ts'

/** Lists, matching, queue, review and supervision over a real database in a temporary folder; no files, no pixels. */
export interface Desk {
  /** Where its database and its lists lie. */
  folder: string
  store: Store
  hashLists: HashLists
  written: WrittenLists
  listLosses(listId: string): Promise<ListLosses>
  matching: Matching
  queue: Queue
  /** The analyst `ana`, the analyst `ben` and the supervisor `sol` at the same workstation. */
  ana: Seat
  ben: Seat
  sol: Seat
  clock: { time: number; now(): string; monotonic(): number }
  signals: Signal[]
  covered: string[]
  revealed: Set<string>
  addItem(item?: NewItem): { itemId: string; reportId: string }
  importList(rows: string[], asked?: Partial<ListAsked>): Promise<string>
  /** Everything planned in the background is done. */
  idle(): Promise<void>
  events(): { type: string }[]
  /** Closes all and opens again on the same files, as after a lock. */
  reopen(): Promise<void>
  close(): Promise<void>
}

export interface Seat {
  person: Person
  review: Review
  supervision: Supervision
  ownList: OwnList
  watches: Watches
  alerts: Alerts
}

const ROOT = resolve(import.meta.dirname, '../..')
const KEY = new Uint8Array(32).fill(9)
const DEVICE = v7()
export const START = Date.parse('2026-11-22T10:00:00.000Z')

const PEOPLE = (['ana', 'ben', 'sol'] as const).map((login): Person => ({ id: v7(), login, name: login, role: login === 'sol' ? 'supervisor' : 'analyst' }))

export async function openDesk(policy: Policy = policyOfTests()): Promise<Desk> {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-desk-'))
  const clock = { time: START, now: () => new Date(clock.time).toISOString(), monotonic: () => clock.time }
  let parts = furnish(folder, clock, policy)
  const desk: Desk = {
    ...parts,
    clock,
    async reopen() {
      await parts.end()
      parts = furnish(folder, clock, policy)
      Object.assign(desk, parts)
    },
    async close() {
      await parts.end()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return desk
}

function furnish(folder: string, clock: Desk['clock'], policy: Policy) {
  const store = openStore({ file: join(folder, 'paravent.db'), key: KEY, migrations: join(ROOT, 'workstation/store/migrations') })
  const computed: Store = { ...store, transaction: store.recomputable }
  const ids = { next: v7 }
  const signals: Signal[] = []
  const send = { send: (signal: Signal) => void store.afterCommit(() => signals.push(signal)) }
  const background = createBackground()
  const workers = join(ROOT, 'workstation/workers')
  const onBackgroundFailure = (error: unknown): void => {
    throw error
  }
  const pair = makeSigningPair()
  const signing = { sign: (bytes: string) => signBytes(pair.privateKey, bytes), keysOf: () => [pair.publicKey] }
  const audit = (person: Person) => createAudit({ store, ids, clock, deviceId: DEVICE, person, ...signing })
  const place = { dir: join(folder, 'lists'), key: KEY }
  const hashLists: HashLists = createHashLists({
    ...{ store, ids, clock, background, workers, onBackgroundFailure },
    place,
    audit: audit(PEOPLE[0]!),
    signals: send,
    newSpool: createMemorySpool,
    onListReady: id => matching.listReady(id),
    onListChanged: (id, firstNew) => matching.listChanged(id, firstNew),
    onListGone: (id, name) => matching.listGone(id, name),
    inMatching: id => matching.inMatching(id),
  })
  const written = createWrittenLists({
    ...{ store, clock },
    meaningOfOwn: identityOf(taxonomyOfTests()),
    inMatching: id => matching.inMatching(id),
    onListChanged: id => matching.listReady(id),
    onListGone: (id, name) => void background.run(matching.listGone(id, name)),
  })
  const matching: Matching = createMatching({
    ...{ background, clock, ids, policy, place, onBackgroundFailure },
    store: computed,
    lists: allLists(written, hashLists),
    onMatched(sha256, because) {
      queue.refreshItemsOfMedia(sha256, because)
      store.afterCommit(() => ana.alerts.look(sha256))
    },
    onProgress: () => send.send({ type: 'lists' }),
  })
  const items = createReports(store.db)
  const analysis = createAnalysisStore(store.db)
  const taxonomy = indexTaxonomy(taxonomyOfTests())
  const history = createItemHistory(store.db)
  const search = createSearch({ access: store.access, workers, items, mediaByMd5: createFingerprintReader(store.db).withMd5 })
  const common = { store, items, analysis, matches: matching, policy, taxonomy, clock }
  const queue: Queue = createQueue({ ...common, store: computed, search, background, signals: send, onBackgroundFailure, standingOf: history.standingOf, thumbnail: () => null })
  const listLosses = createListLosses({ matches: matching, items, queue, background })
  const covered: string[] = []
  const revealed = new Set<string>()
  const exposure = { coverItem: (id: string) => void covered.push(id), wasRevealed: (id: string) => revealed.has(id) }
  const printsOf = createPrintsOf({ fingerprints: createFingerprintReader(store.db), analysis })
  const onMoved = (itemId: string): void => ana.ownList.itemMoved(itemId)
  const seat = (person: Person): Seat => {
    const base = { ...common, queue, history, person, exposure, written, printsOf, signals: send, audit: audit(person), deviceId: DEVICE, onMoved, onRecorded: () => undefined }
    const ownList = createOwnList(base)
    const own = { ...base, ownList }
    const watches = createWatches({ ...own, onChanged: () => alerts.tell() })
    const alerts = createAlerts({ ...own, watches, matchesOf: matching.matchesOf, mediaMatching: matching.mediaMatching })
    return { person, review: createReview({ ...own, coveredUrl: () => null }), supervision: createSupervision(own), ownList, watches, alerts }
  }
  const [ana, ben, sol] = [seat(PEOPLE[0]!), seat(PEOPLE[1]!), seat(PEOPLE[2]!)]
  for (const part of [hashLists, matching, queue]) part.begin()
  return {
    folder, store, hashLists, written, listLosses, matching, queue, ana, ben, sol, signals, covered, revealed,
    addItem: (item: NewItem = {}) => addItem(item, { store, clock, matching, queue, ana }),
    importList: async (rows: string[], asked: Partial<ListAsked> = {}) => {
      const bytes = Buffer.from(['algorithm,value,classification,source_reference,added,expires', ...rows, ''].join('\n'))
      const start = { name: 'a list', origin: '', trust: 'verified', format: 'csv', meaning: { A: 'violence', B: 'harassment' }, ...asked } as const
      const list = await hashLists.importFrom(start, { bytes: bytes.length, async *read() { yield bytes } })
      return list.id
    },
    idle: () => matching.settled(),
    events: () => store.db.prepare<[], { type: string }>('select type from event order by sequence').all(),
    async end() {
      matching.close()
      background.close()
      await hashLists.close()
      await queue.close()
      store.close()
    },
  }
}

/** Writes an item, and has it known to all parts as one that was taken in. */
function addItem(item: NewItem, { store, clock, matching, queue, ana }: Pick<Desk, 'store' | 'clock' | 'matching' | 'queue' | 'ana'>): { itemId: string; reportId: string } {
  return store.transaction(() => {
    const written = writeItem(store.db, item, clock.now())
    queue.refreshItems([written.itemId])
    for (const { name } of item.media ?? []) {
      matching.matchMedia(digestOf(name))
      ana.alerts.look(digestOf(name))
    }
    return written
  })
}
