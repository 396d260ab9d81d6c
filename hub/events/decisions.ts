import type { EventContent, PayloadOf } from '../../contract/event.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import { eventName, quarantineName } from './event-name.ts'
import { decisionEvents, quarantineRows } from './events.store.ts'

/** A decision as the hub holds it, with what became of it. */
export interface HeldDecision {
  id: string
  itemId: string
  deviceId: string
  personId: string
  at: string
  payload: PayloadOf<'decision.made'>
  withdrawn: boolean
  secondLooks: { id: string; personId: string; verdict: PayloadOf<'second_look.given'>['verdict'] }[]
}

/** Decisions with their withdrawals and second looks, each once, in the order of the events. */
function foldDecisions(contents: readonly EventContent[]): HeldDecision[] {
  const held = new Map<string, HeldDecision>()
  for (const content of contents) {
    if (content.type !== 'decision.made') continue
    const { id, deviceId, personId, at, payload } = content
    const { itemId } = payload
    held.set(id, { id, itemId, deviceId, personId, at, payload, withdrawn: false, secondLooks: [] })
  }
  // Two devices' events come in any order: what is about a decision is folded once all decisions are known.
  for (const content of contents) {
    if (content.type === 'decision.withdrawn') markWithdrawn(held.get(content.payload.decisionId))
    if (content.type === 'second_look.given') {
      const { decisionId, verdict } = content.payload
      held.get(decisionId)?.secondLooks.push({ id: content.id, personId: content.personId, verdict })
    }
  }
  return [...held.values()]
}

function markWithdrawn(decision: HeldDecision | undefined): void {
  if (decision !== undefined) decision.withdrawn = true
}

export interface Decisions {
  all(): Promise<HeldDecision[]>
  /** Those that stand: not withdrawn. */
  standing(): Promise<HeldDecision[]>
  /** The exact bytes of every event that makes or moves a decision. */
  events(): Promise<{ id: string; deviceId: string; sequence: number; hash: string; signature: string; bytes: string; disputed: boolean }[]>
  quarantine(): Promise<{ deviceId: string; eventId: string | null; place: number | null; code: string; bytes: string }[]>
}

/** What the hub holds, unsealed: for reports and for tests. */
export function createDecisions(sql: Sql, seal: RecordSeal): Decisions {
  async function events(): ReturnType<Decisions['events']> {
    return (await decisionEvents(sql)).map(({ sealed, ...row }) => ({ ...row, bytes: seal.open(eventName(row.id), sealed) }))
  }
  // The bytes were held to the schema when they came in; they are not judged again by a later one.
  const all = async (): Promise<HeldDecision[]> => foldDecisions((await events()).map((event) => JSON.parse(event.bytes) as EventContent))
  return {
    all,
    events,
    standing: async () => (await all()).filter((decision) => !decision.withdrawn),
    async quarantine() {
      const rows = await quarantineRows(sql)
      return rows.map(({ deviceId, eventId, place, code, digest, sealed }) => ({
        deviceId,
        eventId,
        place,
        code,
        bytes: seal.open(quarantineName(deviceId, digest), sealed),
      }))
    },
  }
}
