import { readRange } from './range.ts'

/** Pixels that we encoded ourselves, readable in pieces. */
export interface Pixels {
  readonly contentType: string
  readonly bytes: number
  read(start: number, end: number): AsyncIterable<Uint8Array>
}

/** What a page may be given, by type; anything else would be a bug, and is not served. */
const SERVED = new Set(['image/jpeg', 'image/png', 'image/webp', 'video/mp4'])

/** @param signal cuts the stream: the page gets no byte more */
export function answerPixels(request: Request, pixels: Pixels, signal: AbortSignal): Response {
  if (!SERVED.has(pixels.contentType)) throw new Error('pixels of a type that we do not encode')
  const range = readRange(request.headers.get('range'), pixels.bytes)
  const headers = new Headers({
    'Content-Type': pixels.contentType,
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Accept-Ranges': 'bytes',
  })
  if (range.status === 416) {
    headers.set('Content-Range', `bytes */${pixels.bytes}`)
    headers.delete('Content-Type')
    return new Response(null, { status: 416, headers })
  }
  headers.set('Content-Length', String(range.end - range.start))
  if (range.status === 206) headers.set('Content-Range', `bytes ${range.start}-${range.end - 1}/${pixels.bytes}`)
  const body = request.method === 'HEAD' ? null : cuttable(pixels.read(range.start, range.end), signal)
  return new Response(body, { status: range.status, headers })
}

/** Gives on what is asked for, piece by piece, until the page goes or the grant ends. */
function cuttable(pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const source = pieces[Symbol.asyncIterator]()
  let cut: (() => void) | undefined
  const leave = async (): Promise<void> => {
    if (cut !== undefined) signal.removeEventListener('abort', cut)
    await source.return?.()
  }
  return new ReadableStream<Uint8Array>(
    {
      start(page) {
        cut = () => {
          page.error(new Error('covered'))
          void leave()
        }
        if (signal.aborted) cut()
        else signal.addEventListener('abort', cut)
      },
      async pull(page) {
        const next = await source.next()
        if (signal.aborted) return
        if (next.done !== true) return page.enqueue(next.value)
        await leave()
        page.close()
      },
      cancel: leave,
    },
    // Nothing is read ahead of the page: what is not asked for is not uncovered.
    { highWaterMark: 0 },
  )
}
