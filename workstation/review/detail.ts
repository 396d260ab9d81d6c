import type { ItemDetail, LookAlike, MediaFacts } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { Person } from '../../contract/hub.ts'
import { hostOf } from '../intake/urls.ts'
import { judges } from '../people/judges.ts'
import type { Queue } from '../queue/queue.ts'
import { priorityAt } from '../queue/priority.ts'
import { contentFirst, isViolent, lookAlikeItems } from '../queue/rows.ts'
import type { RowParts } from '../queue/rows.ts'
import type { ItemMedia } from '../queue/sources.ts'
import type { DecisionView } from './decision-view.ts'
import { isWithdrawable } from './decision-view.ts'
import type { DecisionStore } from './decision.store.ts'
import type { ItemHistory } from './history.ts'
import { seenBeforeOf } from './seen-before.ts'

/** Of the own list. */
export interface OwnListView {
  ofItem(itemId: string): ItemDetail['ownList']
  /** Whether the person asking may add the item's media now. */
  mayAdd(itemId: string): boolean
  mayRemove(itemId: string): boolean
}

export interface DetailParts extends Omit<RowParts, 'thumbnail'> {
  queue: Pick<Queue, 'entry'>
  decisions: DecisionStore
  history: ItemHistory
  view: DecisionView
  person: Person
  ownList: OwnListView
  /** Addresses of covered pictures; null where there is none. */
  coveredUrl(sha256: string, kind: 'thumbnail' | 'covered' | 'strip'): string | null
}

/** Look-alikes shown beside an item. */
const LOOK_ALIKES_SHOWN = 50

/** All that is known of an item, without any look. @throws AppError item.unknown */
export function detailOf(itemId: string, parts: DetailParts): ItemDetail {
  const { items, queue, history, view, policy, clock, taxonomy } = parts
  const item = items.item(itemId)
  const report = item === null ? null : items.report(item.reportId)
  const entry = queue.entry(itemId)
  if (item === null || report === null || entry === null) throw new AppError('item.unknown')
  const media = contentFirst(items.mediaOf(itemId))
  return {
    id: item.id,
    report: { ...report, violent: isViolent(report, entry, taxonomy) },
    place: { number: item.number, of: items.itemsInReport(report.id) },
    url: item.url,
    host: item.url === null ? null : hostOf(item.url),
    state: entry.state,
    priority: priorityAt(entry.terms, entry.receivedAt, clock.now(), policy.priority),
    prequalification: entry.prequalification,
    moved: entry.moved,
    media: media.map(it => mediaFacts(it, parts)),
    lookAlikes: lookAlikesOf(itemId, media, parts),
    seenBefore: seenBeforeOf(itemId, parts),
    decisions: history.decisions(itemId).map(view).reverse(),
    secondLooks: history.secondLooks(itemId).reverse(),
    ownList: parts.ownList.ofItem(itemId),
    may: mayOf(itemId, item.url, parts),
  }
}

function mediaFacts({ sha256, name, role, bytes, here }: ItemMedia, parts: DetailParts): MediaFacts {
  const facts = parts.analysis.facts(sha256)
  return {
    sha256, name, role, bytes, here,
    md5: facts?.md5 ?? null,
    sha1: facts?.sha1 ?? null,
    kind: facts?.kind ?? null,
    contentType: facts?.contentType ?? null,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    durationSeconds: facts?.durationSeconds ?? null,
    hasSound: facts?.hasSound ?? null,
    state: facts?.state ?? 'pending',
    failure: facts?.failure ?? null,
    damaged: facts?.damaged ?? false,
    pdq: facts?.pdq ?? null,
    quality: facts?.quality ?? null,
    thumbnailUrl: parts.coveredUrl(sha256, 'thumbnail'),
    coveredUrl: parts.coveredUrl(sha256, 'covered'),
    strip: stripOf(sha256, parts),
    matches: parts.matches.matchesOf(sha256),
  }
}

function stripOf(sha256: string, { analysis, coveredUrl }: DetailParts): MediaFacts['strip'] {
  const url = coveredUrl(sha256, 'strip')
  const facts = url === null ? null : analysis.coveredFacts(sha256, 'strip')
  if (url === null || facts === null || facts.seconds === null) return null
  return { url, width: facts.width, height: facts.height, seconds: facts.seconds }
}

function lookAlikesOf(itemId: string, media: readonly ItemMedia[], parts: DetailParts): LookAlike[] {
  return lookAlikeItems(itemId, media, parts)
    .slice(0, LOOK_ALIKES_SHOWN)
    .flatMap(({ itemId: other, sha256, distance, transform }) => {
      const entry = parts.queue.entry(other)
      const item = parts.items.item(other)
      const report = item === null ? null : parts.items.report(item.reportId)
      if (entry === null || report === null) return []
      const decidedAt = parts.history.open(other).at(-1)?.madeAt ?? null
      const { state, outcome } = entry
      return [{ itemId: other, reference: report.reference, distance, transform, state, outcome, decidedAt, thumbnailUrl: parts.coveredUrl(sha256, 'thumbnail') }]
    })
}

/** What the person asking may do now. */
function mayOf(itemId: string, url: string | null, { queue, history, person, ownList }: DetailParts): ItemDetail['may'] {
  const entry = queue.entry(itemId)
  const state = entry?.state
  const decide = state === 'waiting' || state === 'returned'
  const open = history.open(itemId)
  const latest = open.at(-1)
  return {
    decide,
    closeUnseen: decide && entry?.prequalification.kind === 'close_unseen',
    withdraw: latest !== undefined && isWithdrawable(latest, history, person.id) ? latest.id : null,
    secondLook: person.role === 'supervisor' && state === 'second_look' && open.every(it => it.personId !== person.id),
    attach: url !== null && state !== 'final',
    addToOwnList: ownList.mayAdd(itemId),
    removeFromOwnList: ownList.mayRemove(itemId),
    watch: judges(person.role),
  }
}
