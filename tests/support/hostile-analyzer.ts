import type { AnalyzerRequest } from '../../contract/analyzer.ts'
import { openPort } from '../../analyzer/port.ts'
import { serve } from '../../analyzer/serve.ts'

/**
 * The analyzer's own entry with a decoder that has the faults of the worst kind: a picture that carries one of these words takes the whole process
 * with it, in earnest. Everything else goes to the real analyzer.
 */
const MAGIC = {
  /** Never answers, and listens to nothing. */
  'PARAVENT-HANG': () => {
    for (;;);
  },
  /** As a decoder that writes where it must not. */
  'PARAVENT-SEGV': () => process.kill(process.pid, 'SIGSEGV'),
  'PARAVENT-EXIT': () => process.exit(0),
  /** Fills memory outside the heap that Node limits, until it is killed. */
  'PARAVENT-BLOAT': () => {
    const held: Buffer[] = []
    setInterval(() => held.push(Buffer.alloc(64 * 1024 * 1024, held.length + 1)), 10)
  },
}

const port = openPort()
await serve({
  ...port,
  onMessage: (listener) =>
    port.onMessage((message) => {
      const { type, source } = message as AnalyzerRequest
      const bytes = source.kind === 'bytes' ? Buffer.from(source.bytes) : Buffer.alloc(0)
      const act = Object.entries(MAGIC).find(([word]) => type === 'analyse' && bytes.includes(word))?.[1]
      if (act === undefined) listener(message)
      else act()
    }),
})
