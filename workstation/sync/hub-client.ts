import { z } from 'zod'
import { AppError, ErrorBody } from '../../contract/error.ts'
import type { SealedEvent } from '../../contract/event.ts'
import { HUB_PROTOCOL, HubStatus, PushedEvents } from '../../contract/hub.ts'
import { createIdleTimer } from './idle-timer.ts'
import { readText } from './read-text.ts'

/** A page of changes whose entries are not judged yet: one that is not understood must not hide the others. */
const UntrustedChanges = z.object({ changes: z.array(z.looseObject({ position: z.int().min(1) })), next: z.int().min(0), more: z.boolean() })
export type UntrustedChanges = z.infer<typeof UntrustedChanges>
export type UntrustedChange = UntrustedChanges['changes'][number]

/** An answer longer than this is not believed. */
const ANSWER_LIMIT = 64 * 1024 * 1024

export interface HubClient {
  /** @throws AppError `hub.newer_version` (facts `found`, `known`) */
  checkProtocol(): Promise<void>
  /** @throws AppError `event.gap` with the head as facts */
  push(events: readonly SealedEvent[]): Promise<PushedEvents>
  changes(after: number, limit: number): Promise<UntrustedChanges>
  /** The bytes as the hub gives them, unchecked. @throws AppError `hub.media_unknown` */
  media(sha256: string): AsyncGenerator<Uint8Array>
}

export interface HubClientParts {
  fetch: typeof fetch
  hubUrl: string
  /** @throws AppError `hub.unauthorised` */
  hubToken(): string
  deviceId: string
  /** Of a whole call; of a file, between two pieces. */
  timeOutMs: number
  /** Aborted when the workstation closes. */
  closing: AbortSignal
}

/**
 * Speaks the hub's protocol. Whatever goes wrong comes out as one of `hub.unreachable`, `hub.timeout`, `hub.bad_answer`,
 * `hub.unauthorised`, or the hub's own code.
 */
export function createHubClient(parts: HubClientParts): HubClient {
  const { deviceId, timeOutMs, closing } = parts
  const base = parts.hubUrl.replace(/\/+$/, '')

  async function send(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${parts.hubToken()}` }
    const response = await parts.fetch(`${base}${path}`, { ...init, headers, redirect: 'error', signal }).catch((error) => Promise.reject(asContactFailure(error)))
    if (response.ok) return response
    throw refusalOf(response.status, await readText(response, ANSWER_LIMIT).catch((error) => Promise.reject(asContactFailure(error))))
  }

  async function ask<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
    const response = await send(path, init, AbortSignal.any([closing, AbortSignal.timeout(timeOutMs)]))
    const text = await readText(response, ANSWER_LIMIT).catch((error) => Promise.reject(asContactFailure(error)))
    const parsed = schema.safeParse(parseJson(text))
    if (!parsed.success) throw new AppError('hub.bad_answer')
    return parsed.data
  }

  return {
    async checkProtocol() {
      const { protocol } = await ask(HubStatus, '/v1/status')
      if (protocol > HUB_PROTOCOL) throw new AppError('hub.newer_version', { found: protocol, known: HUB_PROTOCOL })
    },
    push(events) {
      const body = JSON.stringify({ deviceId, events: events.map(({ bytes, hash }) => ({ bytes, hash })) })
      return ask(PushedEvents, '/v1/events', { method: 'POST', body })
    },
    changes: (after, limit) => ask(UntrustedChanges, `/v1/changes?after=${after}&limit=${limit}`),
    async *media(sha256) {
      const idle = createIdleTimer(timeOutMs)
      try {
        const response = await send(`/v1/media/${sha256}`, {}, AbortSignal.any([closing, idle.signal]))
        for await (const piece of response.body ?? []) {
          idle.touch()
          yield piece
        }
      } catch (error) {
        throw asContactFailure(error)
      } finally {
        idle.stop()
      }
    },
  }
}

function asContactFailure(error: unknown): AppError {
  if (error instanceof AppError) return error
  const late = error instanceof Error && error.name === 'TimeoutError'
  return new AppError(late ? 'hub.timeout' : 'hub.unreachable', {}, { cause: error })
}

/** The hub's own codes about us pass. A gateway without a hub behind it is a hub that does not answer; the rest is no hub's answer. */
function refusalOf(status: number, text: string): AppError {
  const parsed = ErrorBody.safeParse(parseJson(text))
  if (parsed.success && /^(hub|event)\./.test(parsed.data.error.code)) return new AppError(parsed.data.error.code, parsed.data.error.facts)
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
