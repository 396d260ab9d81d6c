import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import { createElectronStandIn, type ElectronStandIn, type StandInOptions, type StandInSession, type StandInWindow } from './electron-stand-in.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** electron/main.ts as it is, run on the stand-in, with the real workstation on a temporary profile. */
export interface LaunchedShell {
  readonly electron: ElectronStandIn
  readonly profile: string
  /** The session that the window is on, and the window; the start must have come that far. */
  session(): StandInSession
  window(): StandInWindow
  /** A request as it reaches the scheme's handler. */
  ask(address: string, init?: RequestInit): Promise<Response>
  /** Ends it as its user would, and removes everything. */
  close(): Promise<void>
}

export interface LaunchOptions extends Partial<Pick<StandInOptions, 'packaged' | 'second' | 'locale'>> {
  argv?: string[]
  /** Without it, waits until the window has loaded its page. */
  staysOut?: boolean
  onElectron?: (electron: ElectronStandIn) => void
}

export async function launchShell({ packaged = true, second = false, locale = 'fr-FR', argv = [], staysOut = false, onElectron }: LaunchOptions = {}): Promise<LaunchedShell> {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-shell-'))
  const profile = join(folder, 'profile')
  const electron = createElectronStandIn({ packaged, second, locale, appPath: appFolder(folder), userData: join(folder, 'user') })
  onElectron?.(electron)
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const before = process.argv
  process.argv = ['/opt/Paravent/paravent', `--profile=${profile}`, ...argv]
  try {
    await import('../../electron/main.ts')
  } finally {
    process.argv = before
  }
  electron.becomeReady()
  if (!staysOut) await vi.waitUntil(() => electron.log.some((line) => line.startsWith('window.loadURL') || line.startsWith('app.exit')))
  const shell: LaunchedShell = {
    electron,
    profile,
    session: () => [...electron.sessions.values()][0]!,
    window: () => electron.windows[0]!,
    ask: async (address, init) => shell.session().answers.get('app')!(new Request(address, init)),
    async close() {
      electron.app.emit('before-quit', { preventDefault: () => undefined })
      if (electron.windows.length > 0) await vi.waitUntil(() => electron.exitCode() !== null)
      vi.doUnmock('electron')
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return shell
}

/** What a packaged app has, from the sources. */
function appFolder(folder: string): string {
  const app = join(folder, 'app')
  for (const path of ['out/main', 'out/renderer', 'workstation/store', 'resources']) mkdirSync(join(app, path), { recursive: true })
  symlinkSync(join(ROOT, 'workstation/workers'), join(app, 'out/main/workers'))
  symlinkSync(join(ROOT, 'workstation/store/migrations'), join(app, 'workstation/store/migrations'))
  for (const part of ['taxonomies', 'policies']) symlinkSync(join(ROOT, 'resources', part), join(app, 'resources', part))
  writeFileSync(join(app, 'out/renderer/index.html'), '<!doctype html><title>Paravent</title>')
  return app
}
