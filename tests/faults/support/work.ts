import type { Decided, ItemDetail, QueuePage, QueueView } from '../../../contract/api.ts'
import { makeZip } from '../../support/make-zip.ts'
import { importList, succeed, takeIn, type Counter } from '../../support/reporting.ts'

/** What the workstation acknowledged to a page, over all the times that it was started. */
export interface Acknowledged {
  items: Set<string>
  decisions: Set<string>
  withdrawn: Set<string>
  /** Decisions that a second look was given on, with its verdict. */
  looks: Map<string, 'confirm' | 'return'>
  lists: Set<string>
}

export const nothingYet = (): Acknowledged => ({ items: new Set(), decisions: new Set(), withdrawn: new Set(), looks: new Map(), lists: new Set() })

/** Anything that no other work brings. */
let works = 0

async function firstOf(t: Counter, view: QueueView, random: () => number): Promise<string | null> {
  const { rows } = await succeed<QueuePage>(t, 'GET', `/api/queue?view=${view}&limit=20`)
  return rows[Math.floor(random() * rows.length)]?.id ?? null
}

/** One turn of an analyst's work: a report of two files and an archive of two more; then what waits is decided, some of it withdrawn. */
export async function workAsAnalyst(t: Counter, random: () => number, acknowledged: Acknowledged): Promise<void> {
  const name = `${process.pid} ${(works += 1)}`
  const bytes = (part: number): Buffer => Buffer.from(`${name} ${part} `.repeat(2000))
  const archive = makeZip([3, 4].map((part) => ({ name: `${part}.txt`, content: bytes(part) })))
  const files = [...[1, 2].map((part) => ({ name: `${part}.txt`, bytes: bytes(part) }))]
  const draft = { text: `report ${name}`, urls: [`https://example.org/${name.replace(' ', '/')}`] }
  for (const id of (await takeIn(t, files, draft)).itemIds) acknowledged.items.add(id)
  for (const id of (await takeIn(t, [{ name: 'album.zip', bytes: archive }])).itemIds) acknowledged.items.add(id)
  for (const view of ['returned', 'waiting', 'waiting', 'waiting', 'waiting'] as const) await decideOne(t, view, random, acknowledged)
}

async function decideOne(t: Counter, view: QueueView, random: () => number, acknowledged: Acknowledged): Promise<void> {
  const itemId = await firstOf(t, view, random)
  if (itemId === null) return
  await succeed(t, 'GET', `/api/items/${itemId}`)
  const said = random() < 0.5 ? { outcome: 'illegal', infractions: ['csam'] } : { outcome: 'not_illegal', reason: 'nothing of it' }
  const { decision } = await succeed<Decided>(t, 'POST', `/api/items/${itemId}/decisions`, said)
  acknowledged.decisions.add(decision.id)
  if (random() > 0.2) return
  await succeed(t, 'POST', `/api/decisions/${decision.id}/withdraw`)
  acknowledged.withdrawn.add(decision.id)
}

/** One turn of a supervisor's work: a list is imported, and up to four decisions are looked at. */
export async function workAsSupervisor(t: Counter, random: () => number, acknowledged: Acknowledged): Promise<void> {
  const name = `${process.pid} ${(works += 1)}`
  const rows = Array.from({ length: 50 }, (_, i) => `md5,${Buffer.from(`${name} ${i}`).toString('hex').padEnd(32, '0').slice(-32)},A,ref,,`)
  acknowledged.lists.add(await importList(t, { name, trust: 'verified', rows }))
  for (let looks = 0; looks < 4; looks += 1) {
    const itemId = await firstOf(t, 'second_look', random)
    if (itemId === null) return
    const { decisions } = await succeed<ItemDetail>(t, 'GET', `/api/items/${itemId}`)
    const decision = decisions.find(({ withdrawnAt }) => withdrawnAt === null)
    const verdict = random() < 0.6 ? 'confirm' : 'return'
    await succeed(t, 'POST', `/api/items/${itemId}/second-look`, { verdict, reason: verdict === 'return' ? 'look again' : '' })
    if (decision !== undefined) acknowledged.looks.set(decision.id, verdict)
  }
}
