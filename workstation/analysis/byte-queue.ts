import { AppError } from '../../contract/error.ts'

/** Bytes pushed on one side, read on the other. */
export interface ByteQueue extends AsyncIterable<Uint8Array> {
  /** @throws AppError file.too_large beyond the limit */
  push(piece: Uint8Array): void
  end(): void
  fail(error: unknown): void
  /** The first bytes that went through, up to 64 KiB. */
  head(): Uint8Array
}

const HEAD_BYTES = 64 * 1024

export function createByteQueue(limit: number): ByteQueue {
  const waiting: Uint8Array[] = []
  const first: Uint8Array[] = []
  let bytes = 0
  let over: { error: unknown } | 'ended' | null = null
  let wake: () => void = () => undefined

  function finish(how: { error: unknown } | 'ended'): void {
    over ??= how
    wake()
  }

  return {
    push(piece) {
      if (bytes < HEAD_BYTES) first.push(piece.subarray(0, HEAD_BYTES - bytes))
      bytes += piece.length
      if (bytes > limit) throw new AppError('file.too_large', { limit })
      waiting.push(piece)
      wake()
    },
    end: () => finish('ended'),
    fail: (error) => finish({ error }),
    head: () => Buffer.concat(first),
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const piece = waiting.shift()
        if (piece !== undefined) yield piece
        else if (over === 'ended') return
        else if (over !== null) throw over.error
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    },
  }
}
