import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import { FIRST_PREVIOUS, type EventType, type PayloadOf, type SealedEvent } from '../../contract/event.ts'
import { makeSigningPair, signBytes, type SigningPair } from '../../workstation/audit/signature.ts'

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

const pairs = new Map<string, SigningPair>()

/** The signing key of a test's person: one for each id, as long as the process runs. */
export function pairOf(personId: string): SigningPair {
  const pair = pairs.get(personId) ?? makeSigningPair()
  pairs.set(personId, pair)
  return pair
}

/** What an event is without the id that tests know it by. */
export const sealedOf = ({ bytes, hash, signature }: SealedEvent): SealedEvent => ({ bytes, hash, signature })

/** Writes a device's chain by hand, for tests that need one without a workstation. */
export class Chain {
  readonly deviceId: string
  sequence = 0
  previous = FIRST_PREVIOUS
  constructor(deviceId: string = v7()) {
    this.deviceId = deviceId
  }

  next<T extends EventType>(personId: string, type: T, payload: PayloadOf<T>, over: Record<string, unknown> = {}): SealedEvent & { id: string } {
    this.sequence += 1
    const id = v7()
    const place = { deviceId: this.deviceId, sequence: this.sequence, previous: this.previous }
    const content = { id, personId, ...place, at: '2026-11-20T08:00:00.000Z', type, payload, ...over }
    const bytes = JSON.stringify(content)
    this.previous = sha256(bytes)
    return { id, bytes, hash: this.previous, signature: signBytes(pairOf(personId).privateKey, bytes) }
  }

  /** The same chain, going on by itself: a device that was copied. */
  fork(): Chain {
    return Object.assign(new Chain(this.deviceId), { sequence: this.sequence, previous: this.previous })
  }
}

export function decisionPayload(over: Partial<PayloadOf<'decision.made'>> = {}): PayloadOf<'decision.made'> {
  return {
    itemId: v7(),
    reportId: v7(),
    outcome: 'not_illegal',
    infractions: [],
    labels: [],
    reason: '',
    basis: 'facts_only',
    taxonomyVersion: '1',
    media: [],
    urlDigest: null,
    itemState: 'decided',
    ...over,
  }
}
