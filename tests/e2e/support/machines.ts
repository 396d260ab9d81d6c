import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** A program of ours as its own process, as its users start it: so that it can be killed in earnest. */
export interface Machine {
  readonly pid: number
  /** What it printed first that answers the question it was started for (an address). */
  readonly address: string
  output(): string
  /** As Ctrl-C would; resolves when it is gone. */
  stop(): Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
}

async function startMachine(script: string, args: string[], address: RegExp, env: Record<string, string> = {}): Promise<Machine> {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (printed += text))
  const found = await new Promise<string>((resolve, reject) => {
    const look = (): void => {
      const match = address.exec(printed)
      if (match !== null) resolve(match[1]!)
    }
    child.stdout.on('data', look)
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready:\n${printed}`)))
    setTimeout(() => reject(new Error(`${script} was not ready within two minutes:\n${printed}`)), 120_000).unref()
  })
  return { pid: child.pid!, address: found, output: () => printed, stop: () => end(child, 'SIGINT'), kill: () => end(child, 'SIGKILL') }
}

async function end(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  await gone
}

/** `npm run hub` on a folder and a port. */
export const startHub = (dir: string, port: number): Promise<Machine> => startHubWith(['--dir', dir], port, { DATABASE_URL: '' })

/** `npm run hub` with other options. */
export const startHubWith = (args: string[], port: number, env: Record<string, string>): Promise<Machine> =>
  startMachine('hub/main.ts', [...args, '--port', String(port)], /Paravent hub at (http:\S+)/, env)

/** `npm start` on a profile of one's own, in the preview shell, without a window. `address` holds a launch token. */
export const startWorkstation = (profile: string, hubUrl: string): Promise<Machine> =>
  startMachine('scripts/start.ts', ['--profile', profile, '--hub', hubUrl, '--allow-preview', '--preview', '--no-open'], /(http:\/\/127\.0\.0\.1:\d+\/#launch=\S+)/)

/** `npm start` on demonstration data in `dir`. */
export const startDemonstration = (dir: string, more: readonly string[] = []): Promise<Machine> =>
  startMachine('scripts/start.ts', ['--preview', '--no-open', ...more], /(http:\/\/127\.0\.0\.1:\d+\/#launch=\S+)/, { PARAVENT_DEMO_DIR: dir })

/** A fresh address of a running workstation: it prints one each time a page used the one before. */
export function lastAddress(machine: Machine): string {
  const addresses = machine.output().match(/http:\/\/127\.0\.0\.1:\d+\/#launch=\S+/g)
  if (addresses === null) throw new Error('no address was printed')
  return addresses.at(-1)!
}
