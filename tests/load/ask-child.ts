import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Memory } from './memory.ts'

/** A process that answers its parent (answer-parent.ts); its memory can be looked at while it works. */
export interface Child {
  ask<T>(what: string, told?: unknown): Promise<T>
  memory(): Promise<Memory>
  /** Everything it printed. */
  said(): string
  /** As Ctrl-C would; resolves when it is gone, with its exit code. */
  end(): Promise<number | null>
}

export interface ChildStart {
  args?: readonly string[]
  env?: Record<string, string>
  /** A module that runs before the script, in the same process. */
  before?: string
}

export function startChild(script: string, { args = [], env = {}, before }: ChildStart = {}): Child {
  const execArgv = ['--expose-gc', ...(before === undefined ? [] : ['--import', before])]
  const child = fork(script, [...args], { execArgv, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced' })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => void (said += text))
  const waiting = new Map<number, { done(answer: unknown): void; failed(why: Error): void }>()
  child.on('message', ({ number, answer, failure }: Answer) => {
    const asked = waiting.get(number)
    waiting.delete(number)
    if (failure === undefined) asked?.done(answer)
    else asked?.failed(new Error(failure))
  })
  child.once('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`the process ended with ${code}:\n${said}`))
    waiting.clear()
  })
  let asked = 0
  const ask = <T>(what: string, told?: unknown): Promise<T> =>
    new Promise((done, failed) => {
      if (isGone(child)) return failed(new Error(`the process is gone:\n${said}`))
      const number = asked++
      waiting.set(number, { done: (answer) => done(answer as T), failed })
      child.send({ number, what, told } satisfies Question)
    })
  return {
    ask,
    memory: () => ask('memory'),
    said: () => said,
    async end() {
      if (!isGone(child)) {
        const gone = once(child, 'exit')
        child.kill('SIGINT')
        await gone
      }
      return child.exitCode
    },
  }
}

const isGone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

export interface Question {
  number: number
  what: string
  told: unknown
}
export interface Answer {
  number: number
  answer?: unknown
  /** Why there is no answer. */
  failure?: string
}
