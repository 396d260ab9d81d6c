import type { z } from 'zod'
import { AppError, ErrorBody } from '../../contract/error.ts'
import { HUB_PROTOCOL, HubSignedIn, HubStatus, type HubSignIn } from '../../contract/hub.ts'

const TIME_OUT_MS = 15_000

export interface HubDoor {
  fetch: typeof fetch
  hubUrl: string
  timeOutMs?: number
}

/**
 * Signs a person of this device in at the hub.
 * @throws AppError `hub.unreachable`, `hub.timeout`, `hub.bad_answer`, `hub.newer_version`, and the hub's own (`hub.wrong_password` …)
 */
export async function signInAtHub(door: HubDoor, body: HubSignIn): Promise<HubSignedIn> {
  const status = await ask(door, '/v1/status', {}, HubStatus)
  if (status.protocol > HUB_PROTOCOL) throw new AppError('hub.newer_version', { found: status.protocol, known: HUB_PROTOCOL })
  const headers = { 'Content-Type': 'application/json' }
  return ask(door, '/v1/sign-in', { method: 'POST', headers, body: JSON.stringify(body) }, HubSignedIn)
}

async function ask<S extends z.ZodType>(door: HubDoor, path: string, init: RequestInit, schema: S): Promise<z.output<S>> {
  const { status, body } = await send(door, path, init)
  if (status < 200 || status > 299) throw refusalOf(body)
  const checked = schema.safeParse(body)
  if (!checked.success) throw new AppError('hub.bad_answer')
  return checked.data
}

async function send(door: HubDoor, path: string, init: RequestInit): Promise<{ status: number; body: unknown }> {
  const text = await answerOf(door, path, init)
  try {
    return { status: text.status, body: JSON.parse(text.body) as unknown }
  } catch (cause) {
    throw new AppError('hub.bad_answer', {}, { cause })
  }
}

async function answerOf({ fetch, hubUrl, timeOutMs = TIME_OUT_MS }: HubDoor, path: string, init: RequestInit): Promise<{ status: number; body: string }> {
  const url = `${hubUrl.replace(/\/+$/, '')}${path}`
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeOutMs) })
    return { status: response.status, body: await response.text() }
  } catch (cause) {
    const late = cause instanceof Error && cause.name === 'TimeoutError'
    throw new AppError(late ? 'hub.timeout' : 'hub.unreachable', {}, { cause })
  }
}

/** The hub's own codes pass; anything else that is not a success is no answer of a hub. */
function refusalOf(body: unknown): AppError {
  const parsed = ErrorBody.safeParse(body)
  if (!parsed.success || !parsed.data.error.code.startsWith('hub.')) return new AppError('hub.bad_answer')
  return new AppError(parsed.data.error.code, parsed.data.error.facts)
}
