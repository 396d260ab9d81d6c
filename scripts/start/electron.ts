import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

interface ShellArguments {
  profile: string
  /** The file that names the people of a demonstration, or null. */
  demonstration: string | null
  hubUrl: string | null
}

const root = fileURLToPath(new URL('../..', import.meta.url))

const BINARIES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}

/** Electron's binary, which its package does not bring by itself; null where it was not fetched. */
export function electronBinary(): string | null {
  const path = `${root}node_modules/electron/dist/${BINARIES[process.platform] ?? 'electron'}`
  return existsSync(path) ? path : null
}

export interface DesktopWindow {
  closed: Promise<void>
  close(): Promise<void>
}

/** Builds the desktop shell and opens it on a profile. */
export function openElectron(binary: string, { profile, demonstration, hubUrl }: ShellArguments): DesktopWindow {
  const vite = `${root}node_modules/electron-vite/bin/electron-vite.js`
  const built = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the desktop shell could not be built:\n${built.stdout}${built.stderr}`)
  const args = [root, `--profile=${profile}`, ...(demonstration === null ? [] : [`--demonstration=${demonstration}`]), ...(hubUrl === null ? [] : [`--hub=${hubUrl}`])]
  // Chromium's sandbox does not start for root: containers only.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(binary, [...asRoot, ...args], { stdio: ['ignore', 'inherit', 'inherit'] })
  const closed = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve())
    child.once('error', reject)
  })
  return {
    closed,
    async close() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await closed
      clearTimeout(late)
    },
  }
}
