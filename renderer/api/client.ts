import { API } from '../../contract/api.ts'
import { AppError, ErrorBody } from '../../contract/error.ts'
import { ANSWERS } from './answers.ts'
import type { Answer, Bodies, CallName, Queries } from './answers.ts'
import { Unreachable } from './problem.ts'

type Part<M, C extends CallName, K extends string> = C extends keyof M ? { [key in K]: M[C] } : unknown
type Placed<C extends CallName> = (typeof API)[C][1] extends `${string}:id${string}` ? { id: string } : unknown
export type Asked<C extends CallName> = Part<Bodies, C, 'body'> & Part<Queries, C, 'query'> & Placed<C>

/** Octets of a file with the place and digest that let the core refuse what a broken connection garbled. */
export type Chunk = { octets: ArrayBuffer; offset: number; digest: string }

/** The token lives here and nowhere else: not in storage, not in a URL. */
let token: string | null = null
let onSessionLost: (code: 'session.required' | 'session.locked') => void = () => {}

export function holdToken(next: string | null): void {
  token = next
}

/** Called when the core no longer takes the token (it locked, or it started again). */
export function whenSessionIsLost(listener: typeof onSessionLost): void {
  onSessionLost = listener
}

/**
 * One call of the workstation's API, its answer checked against the contract.
 * Throws AppError with the core's code, or Unreachable when no answer came.
 */
export async function call<C extends CallName>(name: C, ...asked: unknown extends Asked<C> ? [] : [Asked<C>]): Promise<Answer<C>> {
  const given = (asked[0] ?? {}) as { id?: string; body?: unknown; query?: Record<string, unknown> }
  const headers: Record<string, string> = given.body === undefined ? {} : { 'content-type': 'application/json' }
  const body = given.body === undefined ? undefined : JSON.stringify(given.body)
  return answered(name, await send(name, pathOf(name, given), headers, body))
}

/** Sends one chunk of an upload; `chunk` for intake, `listChunk` for a hash list. */
export async function sendChunk(name: 'chunk' | 'listChunk', id: string, chunk: Chunk): Promise<Answer<'chunk'>> {
  const headers = { 'content-type': 'application/octet-stream', 'x-offset': String(chunk.offset), 'x-digest': chunk.digest }
  return answered(name, await send(name, pathOf(name, { id }), headers, chunk.octets))
}

/** The path of a call with its id and query in place; empty query values are left out. */
export function pathOf(name: keyof typeof API, given: { id?: string; query?: Record<string, unknown> }): string {
  const path = API[name][1].replace(':id', encodeURIComponent(given.id ?? ''))
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(given.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value))
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

export async function send(
  name: keyof typeof API,
  path: string,
  headers: Record<string, string>,
  body?: string | ArrayBuffer,
): Promise<Response> {
  const all = token === null ? headers : { ...headers, authorization: `Bearer ${token}` }
  const sentWith = token
  let response: Response
  try {
    response = await fetch(path, { method: API[name][0], headers: all, cache: 'no-store', ...(body === undefined ? {} : { body }) })
  } catch (cause) {
    throw new Unreachable(cause)
  }
  if (!response.ok) throw await failureOf(response, sentWith)
  return response
}

async function answered<C extends CallName>(name: C, response: Response): Promise<Answer<C>> {
  let json: unknown
  try {
    json = await response.json()
  } catch (cause) {
    throw new Unreachable(cause)
  }
  return ANSWERS[name].parse(json) as Answer<C>
}

async function failureOf(response: Response, sentWith: string | null): Promise<Error> {
  const read = ErrorBody.safeParse(await response.json().catch(() => null))
  if (!read.success) return new Error(`answer ${response.status} without a code`)
  const { code, facts } = read.data.error
  const lost = code === 'session.required' || code === 'session.locked'
  if (lost && sentWith !== null && sentWith === token) onSessionLost(code)
  return new AppError(code, facts)
}
