import type { SeenBefore } from '../../contract/api.ts'
import type { ItemSource } from '../queue/sources.ts'
import { keysOf } from './decision.store.ts'
import type { DecisionRow, DecisionStore } from './decision.store.ts'
import type { ItemHistory } from './history.ts'
import type { DecisionView } from './decision-view.ts'

export interface SeenBeforeParts {
  items: ItemSource
  decisions: DecisionStore
  history: ItemHistory
  view: DecisionView
}

/** The same address or bytes in other reports, here and (by what their decisions are recognised by) elsewhere; at most 50 of each. */
export function seenBeforeOf(itemId: string, parts: SeenBeforeParts): SeenBefore[] {
  const { items, history, view } = parts
  const here = items.seenBefore(itemId).map(({ itemId: other, reference, because, receivedAt }) => {
    const standing = history.open(other).at(-1)
    return { itemId: other, reference, because, receivedAt, decision: standing === undefined ? null : view(standing) }
  })
  return [...here, ...elsewhere(itemId, parts)]
}

function elsewhere(itemId: string, { items, decisions, view }: SeenBeforeParts): SeenBefore[] {
  const found: SeenBefore[] = []
  for (const [because, keys] of keysByReason(itemId, items)) {
    for (const row of decisions.withKeys(keys)) {
      // What is here was found among the items here, or stands in the same report.
      if (row.withdrawnAt !== null || items.item(row.itemId) !== null || found.some(it => it.itemId === row.itemId)) continue
      // The report did not come here: it has no reference that people of this workstation know, and its decision's time stands for its own.
      found.push({ itemId: row.itemId, reference: '', because, receivedAt: row.madeAt, decision: view(row) })
    }
  }
  return found
}

function keysByReason(itemId: string, items: ItemSource): [SeenBefore['because'], string[]][] {
  const media = items.mediaOf(itemId).filter(it => it.role === 'content').map(it => it.sha256)
  return [
    ['same_media', keysOf(media, null)],
    ['same_url', keysOf([], items.item(itemId)?.urlDigest ?? null)],
  ]
}

/** Decisions that stand on the same content elsewhere or in other reports. */
export function earlierDecisions(itemId: string, { items, decisions, history }: Omit<SeenBeforeParts, 'view'>): DecisionRow[] {
  const here = items.seenBefore(itemId).flatMap(it => history.open(it.itemId).at(-1) ?? [])
  const keys = keysByReason(itemId, items).flatMap(([, it]) => it)
  return [...here, ...decisions.withKeys(keys).filter(it => it.itemId !== itemId && it.withdrawnAt === null)]
}
