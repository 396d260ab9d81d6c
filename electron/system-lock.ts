import { powerMonitor } from 'electron'
import { watchLogind } from './logind.ts'

/** `resume` too: a machine may have slept without having said so before. */
const SIGNS = ['lock-screen', 'suspend', 'resume', 'shutdown', 'user-did-resign-active'] as const
const LOOK_EVERY_MS = 500
/** Only whether the screen is locked is read; how long nobody did anything is the core's own affair. */
const ANY_SECONDS = 60

/**
 * Calls when the system locks its screen, sleeps, wakes, ends or hands the screen to another user. Electron tells a lock on
 * macOS and Windows; on Linux it is asked of Electron and heard from logind.
 * @returns the way to stop listening
 */
export function onSystemLock(listener: () => void): () => void {
  // One list of signs for both: each has an overload of its own, of one and the same form.
  for (const sign of SIGNS) powerMonitor.on(sign as 'suspend', listener)
  let wasLocked = false
  const timer = setInterval(() => {
    const isLocked = powerMonitor.getSystemIdleState(ANY_SECONDS) === 'locked'
    if (isLocked && !wasLocked) listener()
    wasLocked = isLocked
  }, LOOK_EVERY_MS)
  timer.unref()
  const stopLogind = process.platform === 'linux' ? watchLogind(listener) : () => undefined
  return () => {
    for (const sign of SIGNS) powerMonitor.off(sign as 'suspend', listener)
    clearInterval(timer)
    stopLogind()
  }
}
