import { AppError } from '../../contract/error.ts'
import { Signal } from '../../contract/signals.ts'
import { pathOf, send } from './client.ts'
import { lineCutter } from './ndjson.ts'

const WAITS = [300, 1000, 2000, 5000]

export type Listening = { stop: () => void }

/**
 * Follows the core's event stream and follows it again when it breaks, until stopped or until the session is lost.
 * `onConnection(false)` says that the workstation does not answer; `onConnection(true)` that it does (again).
 */
export function listen(onSignal: (signal: Signal) => void, onConnection: (there: boolean) => void): Listening {
  let stopped = false
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0

  async function follow(): Promise<void> {
    const response = await send('events', pathOf('events', {}), {})
    if (response.body === null) return
    if (stopped) return response.body.cancel()
    reader = response.body.getReader()
    failures = 0
    onConnection(true)
    await readSignals(reader, (signal) => {
      if (!stopped) onSignal(signal)
    })
  }

  function again(): void {
    if (stopped) return
    onConnection(false)
    timer = setTimeout(run, WAITS[Math.min(failures, WAITS.length - 1)])
    failures += 1
  }

  function run(): void {
    follow().then(again, (thrown: unknown) => {
      const lost = thrown instanceof AppError && thrown.code.startsWith('session.')
      if (!lost) again()
    })
  }

  run()
  return {
    stop: () => {
      stopped = true
      clearTimeout(timer)
      void reader?.cancel().catch(() => undefined)
    },
  }
}

async function readSignals(reader: ReadableStreamDefaultReader<Uint8Array>, onSignal: (signal: Signal) => void): Promise<void> {
  const decoder = new TextDecoder()
  const cut = lineCutter()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    for (const line of cut(decoder.decode(value, { stream: true }))) {
      const read = Signal.safeParse(JSON.parse(line))
      if (read.success) onSignal(read.data)
      else console.error('a signal that the contract does not know', read.error)
    }
  }
}
