import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import type { SealedEvent } from '../../contract/event.ts'
import { ChainHead, Changes, HUB_PROTOCOL, HubStatus, PushedEvents } from '../../contract/hub.ts'
import { asContactFailure, callHub, readAnswer } from './call-hub.ts'
import { createDeadline } from './deadline.ts'

/** What an answer without a body reads. */
const NOTHING = Promise.resolve({ done: true as const, value: undefined })

/** A page of changes whose entries are not judged yet: one that is not understood must not hide the others. */
const UntrustedChanges = z.object({
  changes: z.array(z.looseObject({ position: z.int().min(1) })),
  next: z.int().min(0),
  more: z.boolean(),
  epoch: Changes.shape.epoch,
  rewound: Changes.shape.rewound,
})
export type UntrustedChanges = z.infer<typeof UntrustedChanges>
export type UntrustedChange = UntrustedChanges['changes'][number]

export interface HubClient {
  /** @throws AppError `hub.newer_version` (facts `found`, `known`) */
  checkProtocol(): Promise<void>
  /** @throws AppError `event.gap` with the head as facts */
  push(events: readonly SealedEvent[]): Promise<PushedEvents>
  /** @param after a position, with the epoch of the answer in which it came */
  changes(after: number, epoch: string | null, limit: number): Promise<UntrustedChanges>
  /** What the hub holds of this device's chain. */
  head(): Promise<ChainHead>
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
    return callHub(parts.fetch, `${base}${path}`, { ...init, headers, signal })
  }

  async function ask<S extends z.ZodType>(schema: S, path: string, init: RequestInit = {}): Promise<z.output<S>> {
    const { signal, within, stop } = createDeadline(timeOutMs, closing)
    try {
      return await within(send(path, init, signal).then((response) => readAnswer(schema, response)))
    } catch (error) {
      throw asContactFailure(error)
    } finally {
      stop()
    }
  }

  return {
    async checkProtocol() {
      const { protocol } = await ask(HubStatus, '/v1/status')
      if (protocol > HUB_PROTOCOL) throw new AppError('hub.newer_version', { found: protocol, known: HUB_PROTOCOL })
    },
    push(events) {
      const body = JSON.stringify({ deviceId, events: events.map(({ bytes, hash, signature }) => ({ bytes, hash, signature })) })
      return ask(PushedEvents, '/v1/events', { method: 'POST', body })
    },
    changes: (after, epoch, limit) => ask(UntrustedChanges, `/v1/changes?after=${after}&limit=${limit}${epoch === null ? '' : `&epoch=${epoch}`}`),
    head: () => ask(ChainHead, `/v1/events/head?device=${deviceId}`),
    async *media(sha256) {
      const { signal, within, touch, stop } = createDeadline(timeOutMs, closing)
      let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
      try {
        reader = (await within(send(`/v1/media/${sha256}`, {}, signal))).body?.getReader()
        for (;;) {
          const step = await within(reader?.read() ?? NOTHING)
          if (step.done) return
          yield step.value
          touch()
        }
      } catch (error) {
        throw asContactFailure(error)
      } finally {
        stop()
        // Where the reader ends early the hub need not send the rest; what that answers no longer matters.
        void reader?.cancel().catch(() => undefined)
      }
    },
  }
}
