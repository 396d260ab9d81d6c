import { setTimeout } from 'node:timers/promises'
import { fillQueue } from '../support/filled-queue.ts'
import { listRows } from '../support/queued-items.ts'
import { importList, succeed } from '../support/reporting.ts'
import { openTestWorkstation, type TestWorkstation } from '../support/workstation.ts'
import { percentile, type Table } from './measure.ts'

const ITEMS = Number(process.env['PARAVENT_BENCH_ITEMS'] ?? 100_000)
/** Entries of the new list that nobody here has. */
const OTHERS = 50_000
const LOOKS_BEFORE = 100
/** Between two items that a person opens: no person is quicker. */
const PAUSE_MS = 100

interface Looks {
  /** Milliseconds from asking for the next item to having it, each. */
  took: number[]
}

/** A new list among many queued items: how soon it reached them, and what the page felt of it. */
export async function rematchTables(): Promise<Table[]> {
  const t = openTestWorkstation({ ports: { clock: { now: () => new Date().toISOString(), monotonic: () => performance.now() } } })
  try {
    await t.setUp('sophie', 'supervisor')
    const began = performance.now()
    await fillQueue(t, 'sophie', 0, ITEMS)
    const writing = (performance.now() - began) / 1000
    const before = await look(t, async looks => looks < LOOKS_BEFORE)
    const start = performance.now()
    const listId = await importList(t, { name: 'New', trust: 'verified', rows: listRows(0, ITEMS, OTHERS) })
    const imported = performance.now()
    const meanwhile = await look(t, async () => (await listOf(t, listId)).rematch !== null)
    const seconds = (performance.now() - imported) / 1000
    const { matched } = await listOf(t, listId)
    if (matched !== ITEMS / 5) throw new Error(`${matched} media match, not ${ITEMS / 5}`)
    const row = (what: string, took: readonly number[], p: number) => ({ what, median: percentile(took, p), runs: took.length })
    return [
      {
        title: `The next of ${ITEMS} queued items, asked for and opened`,
        unit: 'ms',
        rows: [
          row('quiet, p50', before.took, 0.5), row('quiet, p95', before.took, 0.95),
          { ...row('while a new list reaches them, p50', meanwhile.took, 0.5), against: 'quiet, p50' },
          { ...row('while a new list reaches them, p95', meanwhile.took, 0.95), against: 'quiet, p95' },
        ],
        note: `One process, over the workstation's own handler. The list holds ${ITEMS / 5} entries that are here (a sixth each by SHA-256, as it is, mirrored, negative, tilted, possibly tilted) and ${OTHERS} others.`,
      },
      {
        title: 'The new list and the old items',
        unit: 's',
        rows: [
          { what: 'the items written', median: writing, runs: 1 },
          { what: 'the list imported', median: (imported - start) / 1000, runs: 1 },
          { what: 'all items matched with it, moved in the queue', median: seconds, runs: 1 },
        ],
      },
    ]
  } finally {
    await t.close()
  }
}

async function listOf(t: TestWorkstation, listId: string): Promise<{ rematch: unknown; matched: number }> {
  const { lists } = await succeed<{ lists: { id: string; rematch: unknown; matched: number }[] }>(t, 'GET', '/api/lists')
  const list = lists.find(({ id }) => id === listId)
  if (list === undefined) throw new Error('the list is not there')
  return list
}

/** Goes from item to item, as a person does, as long as `more` says. */
async function look(t: TestWorkstation, more: (looks: number) => Promise<boolean>): Promise<Looks> {
  const took: number[] = []
  let after = ''
  while (await more(took.length)) {
    const start = performance.now()
    const { itemId } = await succeed<{ itemId: string }>(t, 'GET', `/api/queue/next${after}`)
    await succeed(t, 'GET', `/api/items/${itemId}`)
    took.push(performance.now() - start)
    after = `?after=${itemId}`
    await setTimeout(PAUSE_MS)
  }
  return { took }
}
