import { useEffect } from 'react'
import { lock } from '../../state/session.ts'
import { useSettings } from '../../state/settings.ts'

const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'wheel'] as const
const LOOK_EVERY_MS = 5000

/** Locks after the person's own time without a sign of life. The clock is the wall's, so that sleep counts. */
export function useIdleLock(): void {
  const minutes = useSettings(({ settings }) => settings?.idleLockMinutes ?? null)
  useEffect(() => {
    if (minutes === null) return
    let last = Date.now()
    const alive = (): void => {
      // After a sleep the first touch must not pass for presence.
      if (Date.now() - last >= minutes * 60_000) lock('idle')
      else last = Date.now()
    }
    const timer = setInterval(() => {
      if (Date.now() - last >= minutes * 60_000) lock('idle')
    }, LOOK_EVERY_MS)
    for (const sign of SIGNS_OF_LIFE) window.addEventListener(sign, alive, { passive: true })
    return () => {
      clearInterval(timer)
      for (const sign of SIGNS_OF_LIFE) window.removeEventListener(sign, alive)
    }
  }, [minutes])
}
