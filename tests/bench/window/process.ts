import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Delay } from './workstation-process.ts'

const ENTRY = fileURLToPath(new URL('workstation-process.ts', import.meta.url))

export interface WorkstationProcess {
  /** With a token that opens one page. */
  readonly address: string
  /** From now on. */
  watch(): void
  /** Delay of the event loop since `watch`. */
  delay(): Promise<Delay>
  close(): Promise<void>
}

/** `node --cpu-prof tests/bench/bench.ts window` profiles it too: a fork inherits Node's options. */
export async function startWorkstation(profile: string, hubUrl: string): Promise<WorkstationProcess> {
  const child = fork(ENTRY, [profile, hubUrl])
  const exited = once(child, 'exit')
  const answer = async <T>(): Promise<T> => (await once(child, 'message'))[0] as T
  return {
    address: await answer<string>(),
    watch: () => void child.send('watch'),
    delay() {
      const told = answer<Delay>()
      child.send('tell')
      return told
    },
    async close() {
      child.send('close')
      await exited
    },
  }
}
