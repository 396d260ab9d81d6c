import { create } from 'zustand'
import type { StartListImportInput } from '../../contract/api.ts'
import type { HashList } from '../../contract/match.ts'
import { call, sendChunk } from '../api/client.ts'
import { sha256Hex } from '../api/digest.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { upload } from '../api/upload.ts'
import type { UploadLine } from '../api/upload.ts'

type ListsStore = {
  lists: HashList[] | null
  problem: Problem | null
  /** The file that goes up now, in octets. */
  sending: { name: string; sent: number; total: number } | null
}

const NONE: ListsStore = { lists: null, problem: null, sending: null }
export const useLists = create<ListsStore>(() => NONE)

let run = 0
const line: UploadLine = {
  send: (id, chunk) => sendChunk('listChunk', id, chunk),
  // The core has no call that tells where a list's file stands; the next chunk's answer does.
  where: async () => null,
  digest: sha256Hex,
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
}

export async function loadLists(): Promise<void> {
  try {
    useLists.setState({ lists: (await call('lists')).lists, problem: null })
  } catch (thrown) {
    useLists.setState({ problem: problemOf(thrown) })
  }
}

/** Only where the lists are looked at. */
export async function reloadLists(): Promise<void> {
  if (useLists.getState().lists !== null) await loadLists()
}

/** Sends the file and starts its import, which goes on in the background. Throws what the core refuses. */
export async function importList(start: StartListImportInput, file: File): Promise<void> {
  run += 1
  const mine = run
  useLists.setState({ sending: { name: start.name, sent: 0, total: file.size } })
  try {
    const begun = await call('importList', { body: start })
    const show = (sent: number): void => {
      if (mine === run) useLists.setState({ sending: { name: start.name, sent, total: file.size } })
    }
    const whole = await upload(line, file, begun, show, () => mine !== run)
    await call(whole ? 'finishList' : 'cancelList', { id: begun.listId })
  } finally {
    if (mine === run) useLists.setState({ sending: null })
    await reloadLists()
  }
}

/** Stops the file that goes up; the core is told to forget the list. */
export function stopSending(): void {
  run += 1
  useLists.setState({ sending: null })
}

export async function cancelList(id: string): Promise<void> {
  await call('cancelList', { id })
  await loadLists()
}

export async function removeList(id: string): Promise<void> {
  await call('removeList', { id })
  await loadLists()
}

export function forgetLists(): void {
  run += 1
  useLists.setState(NONE)
}
