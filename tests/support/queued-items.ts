import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import type { Analysis } from '../../contract/analyzer.ts'
import { kindOfView, VIEWS } from '../../contract/views.ts'
import type { View, ViewId } from '../../contract/views.ts'
import { createAnalysisStore } from '../../workstation/analysis/analysis.store.ts'
import { createReportWriter } from '../../workstation/intake/report-writer.store.ts'
import type { Queue } from '../../workstation/queue/queue.ts'
import type { Store } from '../../workstation/store/store.ts'

/**
 * A queue of many pictures, written through the stores without any file: each an item of its own, with its hashes and the views that a
 * picture without a border has, far from all others. Every fifth is known to `listRows`, each in another way.
 */

/** How a list knows the media of a number. */
export const WAYS = ['exact', 'plain', 'mirror', 'negative', 'tilt', 'possible'] as const
export type Way = (typeof WAYS)[number]

const SEEN: readonly ViewId[] = VIEWS.map(it => it.id).filter(id => kindOfView(id).class !== 'trim')
const ITEMS_AT_ONCE = 50

export function wayOf(number: number): Way | null {
  return number % 5 === 0 ? (WAYS[(number / 5) % WAYS.length] ?? null) : null
}

export const queuedSha256 = (number: number): string => digest(number, 'sha256')

function digest(number: number, algorithm: string): string {
  return createHash(algorithm).update(`picture ${number}`).digest('hex')
}

function viewsOf(number: number): View[] {
  const bits = createHash('shake256', { outputLength: SEEN.length * 32 }).update(`views ${number}`).digest()
  return SEEN.map((view, place) => ({ view, pdq: bits.toString('hex', place * 32, place * 32 + 32), quality: 60 + (number % 40) }))
}

/** The rows of a list that knows every fifth of them, from one number to before another, and of `others` that nobody has. */
export function listRows(from: number, to: number, others = 0): string[] {
  const rows: string[] = []
  for (let number = from; number < to; number++) {
    const way = wayOf(number)
    if (way !== null) rows.push(`${valueFor(way, number)},A,ref-${number},,`)
  }
  for (let number = 0; number < others; number++) rows.push(`pdq,${createHash('sha256').update(`other ${number}`).digest('hex')},A,,,`)
  return rows
}

function valueFor(way: Way, number: number): string {
  if (way === 'exact') return `sha256,${queuedSha256(number)}`
  const [view, bits] = { plain: ['original', 9], mirror: ['mirror', 31], negative: ['negative', 3], tilt: ['tilt+3', 25], possible: ['tilt-2/grown', 26] }[way] as [ViewId, number]
  const hash = viewsOf(number).find(it => it.view === view)
  if (hash === undefined) throw new Error(`no view ${view}`)
  return `pdq,${off(hash.pdq, bits)}`
}

/** A hash that differs in so many bits. */
function off(pdq: string, bits: number): string {
  return (BigInt(`0x${pdq}`) ^ ((1n << BigInt(bits)) - 1n)).toString(16).padStart(64, '0')
}

/** Writes items of these numbers, analysed and in the queue; a step takes some milliseconds. Answers the id of each. */
export function* writeQueued({ store, queue }: { store: Store; queue: Queue }, from: number, to: number, now: string): Generator<void, string[]> {
  const writer = createReportWriter(store.db)
  const analysis = createAnalysisStore(store.db)
  const ids: string[] = []
  const write = (number: number): string => {
    const [itemId, reportId, sha256] = [v7(), v7(), queuedSha256(number)]
    writer.addReport({
      id: reportId, reference: `2026-${String(number).padStart(6, '0')}`, origin: 'local', source: 'public_form', receivedAt: now, text: '', urls: [],
      suspectedInfraction: null, violent: false, contact: null, externalScore: null, createdAt: now,
    })
    writer.addItem({ id: itemId, reportId, address: null, takenIn: true })
    writer.addMedia({ sha256, bytes: 200_000, here: true, at: now })
    writer.attach({ itemId, sha256, role: 'content', name: `${number}.jpg`, at: now })
    analysis.enqueue(sha256)
    analysis.hashes(sha256, { md5: digest(number, 'md5'), sha1: digest(number, 'sha1') })
    analysis.finish(sha256, analysisOf(viewsOf(number)), now)
    return itemId
  }
  for (let number = from; number < to; number += ITEMS_AT_ONCE) {
    store.transaction(() => {
      const some = Array.from({ length: Math.min(ITEMS_AT_ONCE, to - number) }, (_, at) => write(number + at))
      queue.refreshItems(some)
      ids.push(...some)
    })
    yield
  }
  return ids
}

function analysisOf(views: View[]): Analysis {
  const [first] = views
  return {
    kind: 'image', contentType: 'image/jpeg', width: 1600, height: 1200, durationSeconds: null, hasSound: null, damaged: false, failure: null,
    fingerprint: first === undefined ? null : { pdq: first.pdq, quality: first.quality }, views, frames: [], derivatives: [],
  }
}
