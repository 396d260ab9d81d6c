import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'

/** An act of a dialog: while it is under way it cannot be asked again, when it is done `onDone` follows, and what fails is told. */
export function useAct(onDone: () => void): { busy: boolean; problem: Problem | null; act: (asked: () => Promise<void>) => void } {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  async function run(asked: () => Promise<void>): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await asked()
      onDone()
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
    }
  }
  return { busy, problem, act: (asked) => void run(asked) }
}
