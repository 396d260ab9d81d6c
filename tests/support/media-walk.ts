import { setTimeout } from 'node:timers/promises'
import { fileTypeFromBuffer } from 'file-type'
import sharp from 'sharp'
import { API, QueueView, type Call } from '../../contract/api.ts'
import { isCovered } from './cover-energy.ts'
import type { TestWorkstation } from './workstation.ts'

/** The walk of law 1: every GET of the API, and every address of pixels that any answer names. */

/** What stands for `:id` in a path, by call; a new call with an id must be named here by the test, or the walk fails. */
export type KnownIds = Partial<Record<Call, readonly string[]>>

export interface Found {
  /** `/media/…`, or the call in whose answer it lay. */
  readonly where: string
  readonly what: 'covered' | 'uncovered picture' | 'video or sound'
  readonly energyAbove: number | null
}

export interface Walk {
  readonly answers: number
  readonly found: Found[]
  /** All bodies, for those who look for something else in them. */
  readonly bodies: { where: string; bytes: Uint8Array }[]
}

/** Says of any bytes whether they show something, and whether that is covered; null for what is neither picture nor video. */
export async function judgePixels(bytes: Uint8Array, where: string, frames?: number): Promise<Found | null> {
  if (bytes.length === 0) return null
  const type = await fileTypeFromBuffer(bytes)
  if (type?.mime.startsWith('video/') || type?.mime.startsWith('audio/')) return { where, what: 'video or sound', energyAbove: null }
  const isPicture = await sharp(bytes).metadata().then(() => true, () => false)
  if (!isPicture && !type?.mime.startsWith('image/')) return null
  if (!isPicture) return { where, what: 'uncovered picture', energyAbove: null }
  const { covered, energyAbove } = await isCovered(bytes, frames)
  return { where, what: covered ? 'covered' : 'uncovered picture', energyAbove }
}

/** Addresses of pixels in an answer, with the number of frames where the answer says that it is a strip; and pictures written out as text. */
export function pixelsNamedIn(answer: unknown): { urls: Map<string, number | undefined>; inline: Uint8Array[] } {
  const urls = new Map<string, number | undefined>()
  const inline: Uint8Array[] = []
  const look = (value: unknown): void => {
    if (typeof value === 'string') {
      for (const [url] of value.matchAll(/\/media\/[\w%.~-]+/g)) if (!urls.has(url)) urls.set(url, undefined)
      const written = /^(?:data:[^,]*,)?([\w+/=-]{120,})$/.exec(value)?.[1]
      if (written !== undefined) inline.push(Buffer.from(written, 'base64'))
    } else if (value !== null && typeof value === 'object') {
      if ('url' in value && 'seconds' in value && typeof value.url === 'string' && Array.isArray(value.seconds)) urls.set(value.url, value.seconds.length)
      Object.values(value).forEach(look)
    }
  }
  look(answer)
  return { urls, inline }
}

function pathsToWalk(ids: KnownIds): string[] {
  return Object.entries(API).flatMap(([call, [method, path]]) => {
    if (method !== 'GET') return []
    if (call === 'queue') return QueueView.options.map((view) => `${path}?view=${view}&limit=200`)
    if (!path.includes(':')) return [path]
    const known = ids[call as Call]
    if (known === undefined) throw new Error(`The walk of law 1 has no id for GET ${path}`)
    return known.map((id) => path.replace(/:[a-z]+/i, id))
  })
}

/** The first lines of the events; the stream itself never ends. */
async function readAWhile(response: Response): Promise<Uint8Array> {
  const reader = response.body!.getReader()
  const pieces: Uint8Array[] = []
  const over = setTimeout(100, null)
  for (;;) {
    const next = await Promise.race([reader.read(), over])
    if (next === null || next.done) break
    pieces.push(next.value)
  }
  await reader.cancel()
  return Buffer.concat(pieces)
}

export async function walkEverything(t: TestWorkstation, ids: KnownIds): Promise<Walk> {
  const found: Found[] = []
  const bodies: Walk['bodies'] = []
  const urls = new Map<string, number | undefined>()
  const judge = async (bytes: Uint8Array, where: string, frames?: number): Promise<void> => {
    bodies.push({ where, bytes })
    const judged = await judgePixels(bytes, where, frames)
    if (judged !== null) found.push(judged)
  }
  for (const path of pathsToWalk(ids)) {
    const response = await t.request(path)
    if (response.status === 404) throw new Error(`${path} was not found: the walk has a wrong id`)
    const isEvents = path === API.events[1]
    const bytes = isEvents ? await readAWhile(response) : new Uint8Array(await response.arrayBuffer())
    await judge(bytes, path)
    if (!response.headers.get('content-type')?.includes('json')) continue
    const text = Buffer.from(bytes).toString()
    const named = pixelsNamedIn(isEvents ? text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as unknown) : JSON.parse(text))
    for (const [url, frames] of named.urls) urls.set(url, frames ?? urls.get(url))
    for (const picture of named.inline) await judge(picture, `in the answer of ${path}`)
  }
  for (const [url, frames] of urls) {
    const response = await t.workstation.fetch(new Request(`http://workstation${url}`))
    await judge(new Uint8Array(await response.arrayBuffer()), url, frames)
  }
  return { answers: bodies.length, found, bodies }
}
