import { createHash } from 'node:crypto'
import { AppError } from '../../contract/error.ts'
import { EventContent } from '../../contract/event.ts'

/** UTF-16 units: what `SealedEvent` lets through. */
const BYTES_LIMIT = 512 * 1024

/**
 * The exact bytes of an event and their hash. The content is held to its schema first; a content that breaks it is a bug.
 * @throws AppError `request.too_large` (fact `limit`): the caller says it in several events.
 */
export function sealEvent(content: unknown): { content: EventContent; bytes: string; hash: string } {
  const parsed = EventContent.parse(content)
  const bytes = JSON.stringify(parsed)
  if (bytes.length > BYTES_LIMIT) throw new AppError('request.too_large', { limit: BYTES_LIMIT })
  return { content: parsed, bytes, hash: hashOf(bytes) }
}

/** SHA-256 of the bytes as UTF-8, hex. */
export function hashOf(bytes: string): string {
  return createHash('sha256').update(bytes, 'utf8').digest('hex')
}

/** What an event's bytes say; null where that is no event that this version knows. */
export function readEventBytes(bytes: string): EventContent | null {
  return EventContent.safeParse(parseJson(bytes)).data ?? null
}

/** What is not JSON fits no schema. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
