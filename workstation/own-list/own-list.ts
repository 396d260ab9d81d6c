import type { ItemDetail } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { EventContent, EventType, PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { MediaPrints } from '../../contract/prints.ts'
import type { WrittenLists } from '../hashlists/written-lists.ts'
import { judges } from '../people/judges.ts'
import type { ItemSource } from '../queue/sources.ts'
import type { ItemHistory } from '../review/history.ts'
import type { Store } from '../store/store.ts'
import { counts, isConfirmed } from './own-list-rule.ts'
import { createOwnListStore } from './own-list.store.ts'
import type { OwnListEntry } from './own-list.store.ts'

/** The one own list of a hotline: the same on each of its workstations. */
export const OWN_LIST = '6f776e6c-6973-8000-8000-000000000001'

export interface OwnListParts {
  store: Store
  audit: { append<T extends EventType>(type: T, payload: PayloadOf<T>): { id: string; at: string } }
  items: Pick<ItemSource, 'item' | 'report' | 'mediaOf'>
  history: Pick<ItemHistory, 'standingOf' | 'qualificationOf'>
  written: Pick<WrittenLists, 'open' | 'put' | 'take'>
  /** What a media is recognised by. @throws AppError media.not_ready */
  printsOf(sha256: string): MediaPrints
  person: Person
  onRecorded(): void
}

export interface OwnList {
  /**
   * Puts the media of a confirmed illegal item into the list: a person's act, which nothing does by itself.
   * @throws AppError item.unknown, item.no_media, media.not_ready, own_list.not_confirmed, own_list.already_there, session.forbidden
   */
  add(itemId: string): void
  /** Takes them out again. @throws AppError own_list.not_there, session.forbidden */
  remove(itemId: string): void
  ofItem(itemId: string): ItemDetail['ownList']
  mayAdd(itemId: string): boolean
  mayRemove(itemId: string): boolean
  /** What people did with an item changed: what rests on it counts, or counts no more. Joins the caller's transaction. */
  itemMoved(itemId: string): void
  /** What others did; each is applied once, whatever the order. */
  applyAdded(content: Extract<EventContent, { type: 'own_list.added' }>, personName: string): void
  applyRemoved(content: Extract<EventContent, { type: 'own_list.removed' }>): void
}

export function createOwnList(parts: OwnListParts): OwnList {
  const { store, audit, items, history, written, person } = parts
  const entries = createOwnListStore(store.db)

  const standing = (itemId: string): OwnListEntry[] => entries.ofItem(itemId).filter((entry) => entry.counts)

  /** Brings what the list holds of an entry to what the rule says. */
  function settle(entry: OwnListEntry): void {
    const { id, itemId, prints, classification, reference, addedAt } = entry
    const count = counts(entry, history.standingOf(itemId), history.qualificationOf(itemId)?.decisionId ?? null)
    if (count === entry.counts) return
    written.open({ id: OWN_LIST, kind: 'own', name: 'Own list', trust: 'verified' })
    const about = { source: id, classification: classification[0] ?? '', reference, added: addedAt, expires: null }
    if (count) written.put(OWN_LIST, prints, about)
    else written.take(OWN_LIST, id)
    entries.setCounts(id, count)
  }

  function insert(entry: Omit<OwnListEntry, 'removed' | 'counts' | 'sha256'>): void {
    entries.insert({ ...entry, sha256: entry.prints.sha256 })
    settleItem(entry.itemId)
  }

  function settleItem(itemId: string): void {
    for (const entry of entries.ofItem(itemId)) settle(entry)
  }

  function refuseOthers(): void {
    if (!judges(person.role)) throw new AppError('session.forbidden')
  }

  function addMedia(sha256: string, about: Omit<PayloadOf<'own_list.added'>, 'prints'>): void {
    const prints = parts.printsOf(sha256)
    const { id, at } = audit.append('own_list.added', { ...about, prints })
    const { itemId, reference, restsOn, classification } = about
    insert({ id, itemId, reference, restsOn, classification, prints, personName: person.name, addedAt: at })
  }

  return {
    add(itemId) {
      refuseOthers()
      store.transaction(() => {
        const item = items.item(itemId)
        const report = item === null ? null : items.report(item.reportId)
        if (report === null) throw new AppError('item.unknown')
        const said = history.qualificationOf(itemId)
        if (said === null || !isConfirmed(history.standingOf(itemId))) throw new AppError('own_list.not_confirmed')
        if (standing(itemId).length > 0) throw new AppError('own_list.already_there')
        const media = items.mediaOf(itemId).filter(({ role }) => role === 'content')
        if (media.length === 0) throw new AppError('item.no_media')
        const about = { itemId, reportId: report.id, reference: report.reference, restsOn: said.decisionId, classification: [...said.infractions] }
        for (const { sha256 } of media) addMedia(sha256, about)
        store.afterCommit(parts.onRecorded)
      })
    },
    remove(itemId) {
      refuseOthers()
      store.transaction(() => {
        const present = standing(itemId)
        if (present.length === 0) throw new AppError('own_list.not_there')
        for (const { id, sha256 } of present) {
          const { at } = audit.append('own_list.removed', { addedId: id, itemId, sha256 })
          entries.remove(id, at)
        }
        settleItem(itemId)
        store.afterCommit(parts.onRecorded)
      })
    },
    ofItem(itemId) {
      const [first] = standing(itemId)
      return first === undefined ? null : { addedAt: first.addedAt, personName: first.personName }
    },
    mayAdd: (itemId) =>
      judges(person.role) && isConfirmed(history.standingOf(itemId)) && standing(itemId).length === 0 && items.mediaOf(itemId).some(({ role }) => role === 'content'),
    mayRemove: (itemId) => judges(person.role) && standing(itemId).length > 0,
    itemMoved: (itemId) => store.transaction(() => settleItem(itemId)),
    applyAdded({ id, at, payload }, personName) {
      const { itemId, reference, restsOn, classification, prints } = payload
      store.transaction(() => insert({ id, itemId, reference, restsOn, classification, prints, personName, addedAt: at }))
    },
    applyRemoved({ at, payload }) {
      store.transaction(() => {
        entries.remove(payload.addedId, at)
        settleItem(payload.itemId)
      })
    },
  }
}
