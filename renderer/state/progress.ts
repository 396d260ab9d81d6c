import { create } from 'zustand'
import type { Today } from '../../contract/api.ts'
import type { AnalysisProgress, SyncState } from '../../contract/signals.ts'
import { call } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'

/** What the header and the status line tell. */
type ProgressStore = {
  sync: SyncState | null
  syncProblem: Problem | null
  today: Today | null
  analysis: AnalysisProgress | null
}

const NONE: ProgressStore = { sync: null, syncProblem: null, today: null, analysis: null }
export const useProgress = create<ProgressStore>(() => NONE)

export async function loadProgress(): Promise<void> {
  const [sync] = await Promise.all([call('sync'), loadToday()])
  useProgress.setState({ sync })
}

/** The day in numbers; a line that cannot be read is left as it was, the next decision reads it again. */
export async function loadToday(): Promise<void> {
  try {
    useProgress.setState({ today: await call('today') })
  } catch (thrown) {
    problemOf(thrown)
  }
}

export async function syncNow(): Promise<void> {
  useProgress.setState({ syncProblem: null })
  try {
    useProgress.setState({ sync: await call('syncNow') })
  } catch (thrown) {
    useProgress.setState({ syncProblem: problemOf(thrown) })
  }
}

export function holdSync(sync: SyncState): void {
  useProgress.setState({ sync })
}

export function holdAnalysis(analysis: AnalysisProgress): void {
  useProgress.setState({ analysis })
}

export function forgetProgress(): void {
  useProgress.setState(NONE)
}
