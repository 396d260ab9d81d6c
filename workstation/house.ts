import type { ItemDetail } from '../contract/api.ts'
import type { Person } from '../contract/hub.ts'
import type { Because, ListLosses } from '../contract/match.ts'
import type { Taxonomy } from '../contract/taxonomy.ts'
import { createAnalysis, type Analysis } from './analysis/analysis.ts'
import { createAudit, type Audit } from './audit/audit.ts'
import { signBytes } from './audit/signature.ts'
import { createBackground } from './background/background.ts'
import { closeAll } from './close-all.ts'
import { createExposure, type Exposure } from './exposure/exposure.ts'
import { createHashLists, type HashLists } from './hashlists/hashlists.ts'
import { allLists } from './hashlists/all-lists.ts'
import { createWrittenLists, type WrittenLists } from './hashlists/written-lists.ts'
import { createIntake, type Intake } from './intake/intake.ts'
import { createReports } from './intake/reports.store.ts'
import { createFileSpool } from './intake/spool.ts'
import { createFingerprintReader } from './matching/fingerprints.store.ts'
import { createMatching, type Matching } from './matching/matching.ts'
import { createPrintsOf } from './matching/media-prints.ts'
import { loadPolicy } from './matching/policy.ts'
import { createOwnList, type OwnList } from './own-list/own-list.ts'
import type { Ports } from './ports.ts'
import { createListLosses } from './queue/list-losses.ts'
import { createQueue, type Queue } from './queue/queue.ts'
import { createSearch } from './queue/search.ts'
import { indexTaxonomy } from './queue/taxonomy-index.ts'
import { reportBug } from './report-bug.ts'
import { createItemHistory } from './review/history.ts'
import { createPeople } from './people/people.store.ts'
import { createReview, type Review } from './review/review.ts'
import { createCheckpoints } from './store/checkpoints.ts'
import { createSettings, type SettingsOf } from './settings/settings.ts'
import { createSignals, type Signals } from './signals/signals.ts'
import type { Meta } from './store/meta.store.ts'
import type { Store } from './store/store.ts'
import { createSupervision, type Supervision } from './supervision/supervision.ts'
import { createSync, type Sync } from './sync/sync.ts'
import { identityOf, loadTaxonomy } from './taxonomy/taxonomy.ts'
import type { ListPlace } from './hashlists/list-place.ts'
import type { Scratch } from './vault/scratch.ts'
import type { Vault } from './vault/vault.ts'
import { createAlerts, type Alerts } from './watch/alerts.ts'
import { createWatches, type Watches } from './watch/watches.ts'

/** What the session brings when a person signed in. */
export interface HouseParts {
  ports: Ports
  person: Person
  deviceId: string
  hubUrl: string
  /** The hub's token of this person on this device. @throws AppError `hub.unauthorised` when the keyring has none */
  hubToken(): string
  store: Store
  meta: Meta
  vault: Vault
  scratch: Scratch
  /** Its key is zeroed when the house is closed. */
  lists: ListPlace
  /** The hub told of a person: in this role now, or removed. Called after the database knows it. Must not throw. */
  onPersonTold(person: Person, removed: boolean): void
  /** Ed25519 (PKCS #8 DER) and the ledger's key; zeroed when the session ends. */
  keys: { signing: Uint8Array; ledger: Uint8Array }
}

/** Every part of an open workstation, for one person. */
export interface House {
  readonly person: Person
  readonly deviceId: string
  readonly hubUrl: string
  readonly store: Store
  readonly vault: Vault
  readonly signals: Signals
  readonly settings: SettingsOf
  readonly taxonomy: Taxonomy
  readonly audit: Audit
  readonly analysis: Analysis
  readonly hashLists: HashLists
  readonly written: WrittenLists
  readonly listLosses: (listId: string) => Promise<ListLosses>
  readonly matching: Matching
  readonly exposure: Exposure
  readonly queue: Queue
  readonly intake: Intake
  readonly ownList: OwnList
  readonly watches: Watches
  readonly alerts: Alerts
  readonly review: Review
  readonly supervision: Supervision
  readonly sync: Sync
  /** What waits from before goes on, and the hub is asked. */
  begin(): void
  /** Another page took over: what the one before was shown or told ends. */
  forgetPage(): void
  /** Covers, stops work, shuts database and vault. Never fails. */
  close(): Promise<void>
}

/**
 * Builds every part by plain calls; later ones get earlier ones, and callbacks lead back. Building starts nothing: what works by itself
 * does so from `begin` on, so that a house of which a part cannot be built leaves nothing at work.
 */
export function openHouse({ ports, person, deviceId, hubUrl, hubToken, store, meta, vault, scratch, lists, keys, onPersonTold }: HouseParts): House {
  const { clock, ids } = ports
  const { workers } = ports.paths
  const onBackgroundFailure = (error: unknown): void => reportBug('background', error)

  const signals = createSignals(store.afterCommit)
  const settings = createSettings({ store, personId: person.id, systemLocale: ports.systemLocale })
  const taxonomy = loadTaxonomy(ports.paths.taxonomy)
  const policy = loadPolicy(ports.paths.policy)
  const background = createBackground()
  const people = createPeople({ store })
  const told = (change: Parameters<typeof people.told>[0]): void => {
    people.told(change, clock.now())
    store.afterCommit(() => onPersonTold(change.person, change.removed))
  }
  const keysOf = (personId: string): string[] => people.keysOf(personId, deviceId)
  const audit = createAudit({ store, ids, clock, deviceId, person, keysOf, sign: (bytes) => signBytes(keys.signing, bytes) })
  const items = createReports(store.db)
  const history = createItemHistory(store.db)
  // Analyses, matches and the queue come again from what lasts: their many small commits need not wait for the disk.
  const computed: Store = { ...store, transaction: store.recomputable }
  const base = { store, vault, scratch, audit, signals, clock, ids, person, items, history, policy, taxonomy: indexTaxonomy(taxonomy), background, onBackgroundFailure }

  const onAnalysed = (sha256: string): void => {
    matching.matchMedia(sha256)
    queue.refreshItemsOfMedia(sha256)
  }
  const analysis = createAnalysis({ ...base, store: computed, startAnalyzer: ports.startAnalyzer, onAnalysed })
  const listScratch = scratch.job()
  const hashLists = createHashLists({
    ...base,
    place: lists,
    workers,
    newSpool: () => createFileSpool(listScratch.dir),
    onListReady: (listId) => matching.listReady(listId),
    onListChanged: (listId, firstNew) => matching.listChanged(listId, firstNew),
    onListGone: (listId, listName) => matching.listGone(listId, listName),
    inMatching: (listId) => matching.inMatching(listId),
  })
  const written = createWrittenLists({
    ...{ store, clock },
    meaningOfOwn: identityOf(taxonomy),
    inMatching: (listId) => matching.inMatching(listId),
    onListChanged: (listId) => matching.listReady(listId),
    onListGone: (listId, listName) => store.afterCommit(() => void background.run(matching.listGone(listId, listName)).catch(onBackgroundFailure)),
  })
  const onMatched = (sha256: string, because: Because | null): void => {
    queue.refreshItemsOfMedia(sha256, because)
    // An alert must last, and is no part of what can be computed anew.
    store.afterCommit(() => alerts.look(sha256))
  }
  const matching = createMatching({
    ...base,
    store: computed,
    lists: allLists(written, hashLists),
    place: lists,
    onMatched,
    onProgress: () => signals.send({ type: 'lists' }),
  })
  const exposure = createExposure({ ...base, analysis, settings, isOpened: (itemId) => review.isOpened(itemId) })
  const search = createSearch({ access: store.access, workers, items, mediaByMd5: (md5) => analysis.withMd5(md5) })
  const forQueue = { ...base, store: computed, analysis, matches: matching, search, standingOf: history.standingOf }
  const queue = createQueue({ ...forQueue, thumbnail: (sha256) => exposure.coveredUrl(sha256, 'thumbnail') })
  const onRecorded = (): void => sync.wake()
  const printsOf = createPrintsOf({ fingerprints: createFingerprintReader(store.db), analysis })
  const ownList = createOwnList({ ...base, written, printsOf, onRecorded })
  const watches = createWatches({ ...base, written, printsOf, onChanged: () => alerts.tell(), onRecorded })
  const alerts = createAlerts({ ...base, watches, matchesOf: matching.matchesOf, mediaMatching: matching.mediaMatching, onRecorded })
  const onMedia = (sha256: string): void => {
    matching.matchMedia(sha256)
    alerts.look(sha256)
  }
  const intake = createIntake({ ...base, analysis, queue, onMedia })
  const onMoved = (itemId: string): void => ownList.itemMoved(itemId)
  // What is to be closed unseen needs no picture made ready.
  const onOpened = ({ media, prequalification }: ItemDetail): void => {
    const first = media[0]
    if (first?.kind === 'image' && prequalification.kind !== 'close_unseen') analysis.prefetch(first.sha256)
  }
  const listLosses = createListLosses({ ...base, matches: matching, queue })
  const review = createReview({ ...base, analysis, matches: matching, queue, exposure, coveredUrl: exposure.coveredUrl, ownList, deviceId, onMoved, onRecorded, onOpened })
  const supervision = createSupervision({ ...base, queue, exposure, onMoved, onRecorded })
  const sync = createSync({ ...base, meta, people: { keysOf: people.keysOf, told }, onRemoved: () => told({ person, removed: true, keys: [] }), intake, review, supervision, ownList, watches, alerts, fetch: ports.fetch, hubUrl, hubToken, deviceId })

  const checkpoints = createCheckpoints({ store, workers, onBackgroundFailure })

  const parts = { audit, analysis, hashLists, written, listLosses, matching, exposure, queue, intake, ownList, watches, alerts, review, supervision, sync }
  return {
    ...{ person, deviceId, hubUrl, store, vault, signals, settings, taxonomy },
    ...parts,
    begin() {
      for (const part of [checkpoints, hashLists, matching, queue]) part.begin()
      watches.tidy()
      alerts.lookAgain()
      analysis.resume()
      intake.resume().catch(onBackgroundFailure)
      sync.begin()
    },
    forgetPage() {
      exposure.close()
      signals.close()
    },
    async close() {
      exposure.close()
      signals.close()
      await closeAll([sync, intake, analysis, hashLists, matching, queue, search, background])
      await closeAll([checkpoints])
      await closeAll([{ close: scratch.clear }, vault, store])
      lists.key.fill(0)
    },
  }
}
