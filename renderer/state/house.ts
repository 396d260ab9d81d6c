import type { Signal } from '../../contract/signals.ts'
import type { Role } from '../../contract/words.ts'
import { listen } from '../api/events.ts'
import type { Listening } from '../api/events.ts'
import { forgetDeciding, forgetFailure } from './deciding.ts'
import { forgetDrafts } from './drafts.ts'
import { forgetIntake, holdIntake } from './intake.ts'
import { closeItem, forgetItemDetail, loadItem, useItem } from './item.ts'
import { forgetLists, reloadLists } from './lists.ts'
import { goTo, heard } from './page.ts'
import { forgetProgress, holdAnalysis, holdSync, loadProgress } from './progress.ts'
import { forgetQueue, reload, startQueue } from './queue.ts'
import { coveredByCore } from './reveal.ts'
import { forgetSettings, loadSettings } from './settings.ts'
import { forgetWatches, holdUnseen, loadUnseen, reloadWatches } from './watches.ts'

/** Many signals within this time ask for one reading. */
const GATHER_MS = 300

type Locked = Extract<Signal, { type: 'locked' }>['why']
let listening: Listening | null = null
const gathering = new Map<string, ReturnType<typeof setTimeout>>()

/** Everything that a signed-in person needs: settings, the event stream, the queue, and the item they were on. */
export async function openHouse(role: Role, with_: { locked: (why: Locked) => void; same: boolean }): Promise<void> {
  await loadSettings()
  if (!with_.same) startQueue(role === 'supervisor' ? 'second_look' : 'waiting')
  listening = listen((signal) => onSignal(signal, with_.locked), onConnection)
  void loadProgress().catch(() => undefined)
  void reload()
  void loadItem()
}

/** Stops listening and forgets what was read. What the person was doing stays, for when the same one comes back. */
export function closeHouse(): void {
  listening?.stop()
  listening = null
  for (const timer of gathering.values()) clearTimeout(timer)
  gathering.clear()
  forgetItemDetail()
  forgetFailure()
  forgetQueue()
  forgetLists()
  forgetWatches()
  forgetIntake()
  forgetProgress()
  forgetSettings()
  goTo('review')
}

/** Another person may sign in: nothing of this one's work stays. */
export function forgetPerson(): void {
  forgetDrafts()
  forgetDeciding()
  closeItem()
  startQueue('waiting')
}

function onConnection(there: boolean): void {
  heard(there)
}

function onSignal(signal: Signal, locked: (why: Locked) => void): void {
  switch (signal.type) {
    case 'hello':
      gather('unseen', loadUnseen)
      return gather('queue', reload)
    case 'sync':
      return holdSync(signal.sync)
    case 'intake':
      return holdIntake(signal.intake)
    case 'analysis':
      return holdAnalysis(signal.analysis)
    case 'queue':
      return gather('queue', reload)
    case 'item':
      return signal.itemId === useItem.getState().itemId ? gather('item', loadItem) : undefined
    case 'lists':
      return gather('lists', reloadLists)
    case 'alert':
      holdUnseen(signal.unseen)
      return gather('watches', reloadWatches)
    case 'covered':
      return coveredByCore(signal.revealId)
    case 'locked':
      return locked(signal.why)
  }
}

function gather(what: string, read: () => Promise<void>): void {
  if (gathering.has(what)) return
  gathering.set(
    what,
    setTimeout(() => {
      gathering.delete(what)
      void read()
    }, GATHER_MS),
  )
}
