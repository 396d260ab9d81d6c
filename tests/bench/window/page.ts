import { createHash } from 'node:crypto'
import type { ItemDetail, QueuePage, StartListImportInput } from '../../../contract/api.ts'
import { CHUNK_LIMIT } from '../../../contract/api.ts'
import type { Signal } from '../../../contract/signals.ts'

/** What a page asks of the workstation, over HTTP. */
export interface BenchPage {
  setUp(asked: { hubUrl: string; login: string; password: string; code: string; passphrase: string }): Promise<void>
  /** One report of these files, one after the other. */
  takeIn(files: readonly Buffer[]): Promise<void>
  importList(asked: Omit<StartListImportInput, 'bytes' | 'meaning' | 'origin'>, bytes: Buffer): Promise<void>
  queue(query: string): Promise<QueuePage>
  open(itemId: string): Promise<ItemDetail>
  decide(itemId: string): Promise<void>
  /** Hears the workstation's signals until `over`, as the page does. */
  listen(over: AbortSignal, onSignal: (signal: Signal) => void): Promise<void>
  /** A document, a script: whatever a reload fetches. */
  load(path: string): Promise<void>
}

/** @param address of the preview, with its launch token */
export async function openPage(address: string): Promise<BenchPage> {
  const { origin, hash } = new URL(address)
  const headers: Record<string, string> = {}

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) }
    return read<T>(method, path, await fetch(`${origin}${path}`, { method, headers: { ...headers, 'Content-Type': 'application/json' }, ...json }))
  }

  async function sendUp(path: string, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += CHUNK_LIMIT) {
      const chunk = new Uint8Array(bytes.subarray(at, at + CHUNK_LIMIT))
      const about = { 'X-Offset': String(at), 'X-Digest': createHash('sha256').update(chunk).digest('hex'), 'Content-Type': 'application/octet-stream' }
      await read('PUT', path, await fetch(`${origin}${path}`, { method: 'PUT', headers: { ...headers, ...about }, body: chunk }))
    }
  }

  const { key } = await call<{ key: string }>('POST', '/preview/launch', { token: hash.replace('#launch=', '') })
  headers['X-Paravent-Page'] = key

  return {
    async setUp(asked) {
      const { token } = await call<{ token: string }>('POST', '/api/set-up', asked)
      headers['Authorization'] = `Bearer ${token}`
    },
    async takeIn(files) {
      const report = { source: 'public_form', receivedAt: new Date().toISOString(), text: 'waves and ripples' }
      const { intakeId } = await call<{ intakeId: string }>('POST', '/api/intakes', { report })
      for (const [index, file] of files.entries()) {
        const { uploadId } = await call<{ uploadId: string }>('POST', `/api/intakes/${intakeId}/uploads`, { path: `wave ${index}.jpg`, bytes: file.length })
        await sendUp(`/api/uploads/${uploadId}`, file)
        await call('POST', `/api/uploads/${uploadId}/finish`)
      }
      await call('POST', `/api/intakes/${intakeId}/finish`)
    },
    async importList(asked, bytes) {
      const { listId, uploadId } = await call<{ listId: string; uploadId: string }>('POST', '/api/lists', { ...asked, bytes: bytes.length })
      await sendUp(`/api/lists/uploads/${uploadId}`, bytes)
      await call('POST', `/api/lists/${listId}/finish`)
    },
    queue: (query) => call('GET', `/api/queue?${query}`),
    open: (itemId) => call('GET', `/api/items/${itemId}`),
    decide: async (itemId) => void (await call('POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal' })),
    async listen(over, onSignal) {
      const response = await fetch(`${origin}/api/events`, { headers })
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
      over.addEventListener('abort', () => void reader.cancel())
      for (let rest = ''; ; ) {
        const { done, value } = await reader.read()
        if (done) return
        const lines = (rest + value).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') onSignal(JSON.parse(line) as Signal)
      }
    },
    async load(path) {
      await (await fetch(`${origin}${path}`)).arrayBuffer()
    },
  }
}

async function read<T>(method: string, path: string, response: Response): Promise<T> {
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}
