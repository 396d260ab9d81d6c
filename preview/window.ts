import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromiumArguments } from './chromium.ts'

export interface PreviewWindow {
  /** Settles when the window is gone, whoever closed it. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

/** How the window's Chromium is started: nothing of what it shows may stay in `folder`. */
export function windowProgram(address: string, folder: string): { args: string[]; env: NodeJS.ProcessEnv } {
  // All but our own address goes by a proxy that nobody is: port 1 of this machine.
  const alone = ['--proxy-server=http://127.0.0.1:1', `--proxy-bypass-list=<-loopback>;${new URL(address).host}`]
  return {
    args: [`--app=${address}`, `--user-data-dir=${folder}`, '--window-size=1440,900', ...alone, ...chromiumArguments()],
    // Debian's build starts its crash handler whatever it is told: its dumps go where they are removed.
    env: { ...process.env, BREAKPAD_DUMP_LOCATION: join(folder, 'crashes') },
  }
}

/** Opens an address in a Chromium window without tabs, off the record, on a profile folder that is removed afterwards. */
export function openWindow(chromium: string, address: string): PreviewWindow {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-window-'))
  const { args, env } = windowProgram(address, folder)
  const child = spawn(chromium, args, {
    // A group of its own: Ctrl-C reaches us alone, and we end the browser with all its processes.
    detached: process.platform !== 'win32',
    stdio: 'ignore',
    env,
  })
  const closed = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  }).then(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, name)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  process.on('exit', () => signal('SIGKILL'))
  return {
    closed,
    async close() {
      signal('SIGTERM')
      const late = setTimeout(() => signal('SIGKILL'), 3000)
      await closed
      clearTimeout(late)
    },
  }
}
