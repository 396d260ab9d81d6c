import type { Signal } from '../../contract/signals.ts'

export interface Signals {
  /** Tells every page; inside a transaction it waits for the commit and is dropped with a rollback. */
  send(signal: Signal): void
  /** NDJSON, `hello` first. Freed when the page goes (cancel) or when signals close. */
  stream(): ReadableStream<Uint8Array>
  /** Ends every stream, after what was sent. */
  close(): void
}

/** A page that reads nothing while so many lines wait is let go; it comes back and asks anew. */
const MOST_WAITING = 1000

/** @param afterCommit the store's: `store.afterCommit`. Without one, signals go out at once. */
export function createSignals(afterCommit: (effect: () => void) => void = (effect) => effect()): Signals {
  const pages = new Set<ReadableStreamDefaultController<Uint8Array>>()

  function letGo(page: ReadableStreamDefaultController<Uint8Array>): void {
    if (pages.delete(page)) page.close()
  }

  function sendNow(signal: Signal): void {
    const line = lineOf(signal)
    for (const page of pages) {
      if ((page.desiredSize ?? 0) < -MOST_WAITING) letGo(page)
      else page.enqueue(line)
    }
  }

  return {
    send: (signal) => afterCommit(() => sendNow(signal)),
    stream() {
      let own: ReadableStreamDefaultController<Uint8Array> | undefined
      return new ReadableStream<Uint8Array>({
        start(page) {
          own = page
          pages.add(page)
          page.enqueue(lineOf({ type: 'hello' }))
        },
        cancel() {
          if (own !== undefined) pages.delete(own)
        },
      })
    },
    close() {
      for (const page of pages) letGo(page)
    },
  }
}

function lineOf(signal: Signal): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(signal)}\n`)
}
