import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../hub/main.ts', import.meta.url))

export interface HubProcess {
  process: ChildProcess
  /** Everything it printed until now. */
  said(): string
  /** Where it serves; empty where it ended instead. */
  url: string
  /** Its exit code where it ended; null while it serves. */
  code: number | null
}

/** The hub's program, as `npm run hub` starts it; settles once it serves, or ended. */
export async function startHub(args: string[], env: Record<string, string> = {}): Promise<HubProcess> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, DATABASE_URL: '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const serving = new Promise<null>((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        said += text
        if (/hub at http/.test(said)) done(null)
      })
    }
  })
  const ended = once(child, 'close').then(([code]) => code as number | null)
  const code = await Promise.race([serving, ended])
  return { process: child, said: () => said, url: /http:\S+/.exec(said)?.[0] ?? '', code }
}
