import type { ErrorCode } from '../../contract/error.ts'
import type { EventContent } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { Role } from '../../contract/words.ts'
import { mayRecord } from '../people/may-record.ts'
import type { ReadEvent } from './read-event.ts'

/** What the hub knows of an event that comes, looked up before it is judged. */
export interface Known {
  deviceId: string
  /** The end of this device's chain here. */
  head: ChainHead
  /** The same bytes under the same hash were accepted before. */
  accepted: boolean
  /** The same bytes under the same hash were refused before, so. */
  refusedAs: ErrorCode | null
  /** An event of that id is here. */
  idTaken: boolean
  /** The event before it stands in quarantine without a place: it goes on from a fork. */
  afterFork: boolean
  /** Its person, null for one who is not enrolled on this device. */
  person: { role: Role; removed: boolean } | null
  /** good: one of the person's keys on this device signed these bytes. */
  signature: 'good' | 'bad' | 'missing'
}

export type Judgement =
  | { kind: 'accept'; content: EventContent }
  | { kind: 'duplicate' }
  /** `place`: it stood next in the chain and takes that place, so that what follows is not held up. */
  | { kind: 'refuse'; code: ErrorCode; place: number | null; keep: boolean }
  /** Events before it are missing. */
  | { kind: 'gap' }

/** Judges one event of a device's chain. Nothing that is kept aside blocks what comes after it. */
export function judge(event: ReadEvent, known: Known): Judgement {
  if (known.refusedAs !== null) return { kind: 'refuse', code: known.refusedAs, place: null, keep: false }
  const intact = event.digest === event.sealed.hash
  if (intact && known.accepted) return { kind: 'duplicate' }
  const stand = standing(event, intact, known)
  if (stand === 'ahead') return { kind: 'gap' }
  const place = stand === 'next' ? known.head.sequence + 1 : null
  const code = !intact ? 'event.bad_hash' : faultOf(event, known, stand === 'elsewhere')
  if (code === null && event.content !== null) return { kind: 'accept', content: event.content }
  return { kind: 'refuse', code: code ?? 'event.bad_content', place, keep: true }
}

/**
 * next: follows the head. elsewhere: claims a place that is taken, or follows a fork. ahead: something is missing before it.
 * Of an event whose bytes are not those of its hash (or that cannot be read), one sign of following is enough.
 */
function standing({ outline }: ReadEvent, intact: boolean, { head, afterFork }: Known): 'next' | 'elsewhere' | 'ahead' {
  if (outline === null) return 'next'
  const follows = outline.previous === head.hash
  const isNext = outline.sequence === head.sequence + 1
  if ((follows && isNext) || (!intact && (follows || isNext))) return 'next'
  return outline.sequence <= head.sequence + 1 || afterFork ? 'elsewhere' : 'ahead'
}

/** Whose it is comes first: only what a person of this device signed can dispute what stands. */
function faultOf({ content }: ReadEvent, { deviceId, person, signature, idTaken }: Known, elsewhere: boolean): ErrorCode | null {
  if (content === null) return 'event.bad_content'
  if (content.deviceId !== deviceId) return 'hub.forbidden'
  if (person === null) return 'event.not_enrolled'
  if (person.removed) return 'event.person_removed'
  if (signature !== 'good') return signature === 'missing' ? 'event.unsigned' : 'event.bad_signature'
  if (elsewhere || idTaken) return 'event.conflict'
  return mayRecord(person.role, content.type) ? null : 'hub.forbidden'
}
