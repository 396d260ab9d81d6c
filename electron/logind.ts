import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** GLib's own tool, wherever a GNOME or GTK desktop is; it prints each signal of a service as a line. */
const MONITOR = { program: 'gdbus', args: ['monitor', '--system', '--dest', 'org.freedesktop.login1'] }

/** Asked to lock (`loginctl lock-session`, a lid), or locked by the desktop: https://www.freedesktop.org/software/systemd/man/org.freedesktop.login1.html */
export const tellsLock = (line: string): boolean => /\.Session\.Lock \(\)/.test(line) || /'LockedHint': <true>/.test(line)

/**
 * Calls for each lock of a session that logind tells. Where the tool or logind is missing this hears nothing, says so on stderr,
 * and the idle lock is what is left.
 */
export function watchLogind(listener: () => void, { program, args } = MONITOR): () => void {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  let wanted = true
  const deaf = (): void => {
    if (wanted) console.error(`${program} does not run: a lock of the screen may go unheard here; the idle lock holds.`)
    wanted = false
  }
  child.once('error', deaf)
  child.once('exit', deaf)
  createInterface(child.stdout).on('line', line => {
    if (tellsLock(line)) listener()
  })
  const stop = (): void => {
    wanted = false
    child.kill()
  }
  process.once('exit', stop)
  return () => {
    process.off('exit', stop)
    stop()
  }
}
