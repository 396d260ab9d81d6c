import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'

/** Does what is asked; what fails stands in `problem`, and `onProblem` hears of it too. */
export type Act = (asked: () => Promise<unknown>, onProblem?: (problem: Problem) => void) => void

/**
 * An act that a form, a dialog or a card asks for: `busy` while it is under way, and what fails is told until the next one.
 * A button that is switched off meanwhile loses the focus; it is given back.
 * @param home where the focus goes once the button itself is gone: to the first one there
 */
export function useAct(home?: RefObject<HTMLElement | null>): { busy: boolean; problem: Problem | null; act: Act } {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const focused = useRef<HTMLElement | null>(null)
  const act = useCallback<Act>((asked, onProblem) => {
    focused.current = document.activeElement instanceof HTMLElement ? document.activeElement : null
    setBusy(true)
    setProblem(null)
    void told(asked).then((failed) => {
      setBusy(false)
      setProblem(failed)
      if (failed !== null) onProblem?.(failed)
    })
  }, [])
  useLayoutEffect(() => {
    const before = focused.current
    if (busy || before === null || document.activeElement !== document.body) return
    const after = before.isConnected ? before : home?.current?.querySelector<HTMLElement>('button')
    after?.focus()
  }, [busy, home])
  return { busy, problem, act }
}

async function told(asked: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await asked()
    return null
  } catch (thrown) {
    return problemOf(thrown)
  }
}
