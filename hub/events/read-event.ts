import { createHash } from 'node:crypto'
import { z } from 'zod'
import { EventContent, type SealedEvent } from '../../contract/event.ts'
import { Id, Sha256 } from '../../contract/words.ts'

/** Where an event says that it stands, readable even when the rest of it is not valid. */
const Outline = z.object({ id: Id, sequence: z.int().min(1).max(2_147_483_647), previous: Sha256 })
export type Outline = z.infer<typeof Outline>

export interface ReadEvent {
  sealed: SealedEvent
  /** SHA-256 of the bytes as they came. */
  digest: string
  /** null: not JSON, or without a place. */
  outline: Outline | null
  /** null: not what `EventContent` says. */
  content: EventContent | null
}

export function readEvent(sealed: SealedEvent): ReadEvent {
  const value = parseJson(sealed.bytes)
  const outline = Outline.safeParse(value).data ?? null
  return {
    sealed,
    digest: createHash('sha256').update(sealed.bytes, 'utf8').digest('hex'),
    outline,
    // The outline is the stricter one about numbers: what has no place has no content either.
    content: outline === null ? null : (EventContent.safeParse(value).data ?? null),
  }
}

/** What is not JSON is not an event: the caller sees `undefined` fail both schemas, and refuses it by code. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
