import type { z } from 'zod'
import { AppError, ErrorBody } from '../../contract/error.ts'
import { readText } from './read-text.ts'

/** An answer longer than this is not believed. */
const ANSWER_LIMIT = 64 * 1024 * 1024

/**
 * One call of the hub's protocol; answers only a success. Whatever else happens comes out as `hub.unreachable`, `hub.timeout`,
 * `hub.bad_answer`, `hub.unauthorised`, or the hub's own code.
 */
export async function callHub(fetch: typeof globalThis.fetch, url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'error' }).catch((error) => Promise.reject(asContactFailure(error)))
  if (response.ok) return response
  throw refusalOf(response.status, await textOf(response))
}

/** The JSON of an answer. @throws AppError `hub.bad_answer` when it is another's, or too long */
export async function readAnswer<S extends z.ZodType>(schema: S, response: Response): Promise<z.output<S>> {
  const parsed = schema.safeParse(parseJson(await textOf(response)))
  if (!parsed.success) throw new AppError('hub.bad_answer')
  return parsed.data
}

export function asContactFailure(error: unknown): AppError {
  if (error instanceof AppError) return error
  const late = error instanceof Error && error.name === 'TimeoutError'
  return new AppError(late ? 'hub.timeout' : 'hub.unreachable', {}, { cause: error })
}

function textOf(response: Response): Promise<string> {
  return readText(response, ANSWER_LIMIT).catch((error) => Promise.reject(asContactFailure(error)))
}

/** The hub's own codes about us pass. A gateway without a hub behind it is a hub that does not answer; the rest is no hub's answer. */
function refusalOf(status: number, text: string): AppError {
  const parsed = ErrorBody.safeParse(parseJson(text))
  if (parsed.success && /^(hub|event|enrolment)\./.test(parsed.data.error.code)) return new AppError(parsed.data.error.code, parsed.data.error.facts)
  if (status === 401) return new AppError('hub.unauthorised')
  return new AppError(status >= 502 && status <= 504 ? 'hub.unreachable' : 'hub.bad_answer', { status })
}

/** What is not JSON fits no schema: the caller refuses it by code. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
