import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { StartProblem } from './options.ts'
import { sentenceOf } from './sentences.ts'

export interface RunningHub {
  url: string
  pid: number | undefined
  /** A code with which a person of the demonstration enrols, once. */
  makeCode(login: string): Promise<string>
  close(): Promise<void>
}

const Told = z.union([z.object({ url: z.url() }), z.object({ code: z.string() })])
const MadeCode = z.object({ enrol: z.string(), code: z.string() })

/**
 * Starts the embedded hub in a process of its own. Its port is any free one at the first start and the same from then on,
 * since the workstation's profile keeps the hub's address.
 * @param dir of the hub's data
 * @param material folder of the demonstration
 */
export async function startHub(dir: string, material: string): Promise<RunningHub> {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const portFile = join(dir, '..', 'hub-port')
  const port = existsSync(portFile) ? readFileSync(portFile, 'utf8').trim() : '0'
  const entry = fileURLToPath(new URL('hub-process.ts', import.meta.url))
  const child = fork(entry, [dir, material, port], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const exited = new Promise<number | null>(resolve => child.once('exit', code => resolve(code)))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', message => {
      const told = Told.parse(message)
      if ('url' in told) resolve(told.url)
      else reject(new StartProblem(sentenceOf(told.code)))
    })
    child.once('error', reject)
    void exited.then(code => reject(new StartProblem(`The demonstration's hub ended as it started, with exit code ${code}; what it said stands above.`)))
  })
  writeFileSync(portFile, new URL(url).port)
  return {
    url,
    pid: child.pid,
    async makeCode(login) {
      const answered = once(child, 'message')
      child.send({ enrol: login })
      const [message] = await Promise.race([answered, exited.then(() => Promise.reject(new StartProblem('the hub ended')))])
      return MadeCode.parse(message).code
    },
    async close() {
      child.kill('SIGTERM')
      const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await exited
      clearTimeout(late)
    },
  }
}
