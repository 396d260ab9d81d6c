import { create } from 'zustand'
import type { StartedListImport, StartListImportInput } from '../../contract/api.ts'
import type { HashList, ListTerms, WrittenList } from '../../contract/match.ts'
import type { Watch } from '../../contract/watch.ts'
import { call, sendChunk } from '../api/client.ts'
import { sha256Hex } from '../api/digest.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { upload } from '../api/upload.ts'
import type { UploadLine } from '../api/upload.ts'
import { withSample } from './import-speed.ts'
import type { Sample } from './import-speed.ts'

type ListsStore = {
  lists: HashList[] | null
  written: WrittenList[]
  /** What the watches among `written` are for. */
  watches: Watch[]
  problem: Problem | null
  /** How the import of a list went lately, for its speed. */
  samples: Record<string, Sample[]>
  /** Why a file that this page sent did not arrive, by list. */
  unsent: Record<string, Problem>
}

const NONE: ListsStore = { lists: null, written: [], watches: [], problem: null, samples: {}, unsent: {} }
export const useLists = create<ListsStore>(() => NONE)

/** Lists whose files go up from this page now; one that is taken out is sent no further. */
const sending = new Set<string>()
const line: UploadLine = {
  send: (id, chunk) => sendChunk('listChunk', id, chunk),
  // The core has no call that tells where a list's file stands; the next chunk's answer does.
  where: async () => null,
  digest: sha256Hex,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

export async function loadLists(): Promise<void> {
  try {
    const [{ lists, written }, { watches }] = await Promise.all([call('lists'), call('watches')])
    const at = Date.now()
    useLists.setState(({ samples }) => ({ lists, written, watches, problem: null, samples: sampled(lists, samples, at) }))
  } catch (thrown) {
    useLists.setState({ problem: problemOf(thrown) })
  }
}

function sampled(lists: readonly HashList[], before: Record<string, Sample[]>, at: number): Record<string, Sample[]> {
  return Object.fromEntries(lists.flatMap(({ id, progress }) => (progress === null ? [] : [[id, withSample(before[id] ?? [], { ...progress, at })]])))
}

/** Only where the lists are looked at. */
export async function reloadLists(): Promise<void> {
  if (useLists.getState().lists !== null) await loadLists()
}

/**
 * Begins an import; the file goes up and is read in the background. Throws what the core refuses.
 * @param instead a list whose import came to nothing, which goes once this one began
 */
export async function importList(start: StartListImportInput, file: File, instead: string | null): Promise<void> {
  const begun = await call('importList', { body: start })
  void sendFile(begun, file)
  if (instead !== null) await call('removeList', { id: instead })
  await loadLists()
}

async function sendFile(begun: StartedListImport, file: File): Promise<void> {
  const { listId } = begun
  const isStopped = (): boolean => !sending.has(listId)
  sending.add(listId)
  holdUnsent(listId, null)
  try {
    if (await upload(line, file, begun, () => undefined, isStopped)) await call('finishList', { id: listId })
  } catch (thrown) {
    if (!isStopped()) await giveUp(listId, problemOf(thrown))
  } finally {
    sending.delete(listId)
    await reloadLists()
  }
}

/** Tells why, and has the core forget what came up; where even that fails, the first reason is the one to tell. */
async function giveUp(listId: string, why: Problem): Promise<void> {
  holdUnsent(listId, why)
  await call('cancelList', { id: listId }).catch(problemOf)
}

function holdUnsent(listId: string, why: Problem | null): void {
  useLists.setState(({ unsent }) => {
    const others = Object.entries(unsent).filter(([id]) => id !== listId)
    return { unsent: Object.fromEntries(why === null ? others : [...others, [listId, why]]) }
  })
}

export async function cancelList(id: string): Promise<void> {
  sending.delete(id)
  await call('cancelList', { id })
  await loadLists()
}

export async function setListTerms(id: string, terms: ListTerms): Promise<void> {
  await call('setListTerms', { id, body: terms })
  await loadLists()
}

export async function removeList(id: string): Promise<void> {
  sending.delete(id)
  await call('removeList', { id })
  await loadLists()
}

export function forgetLists(): void {
  sending.clear()
  useLists.setState(NONE)
}
