import type { PushParts } from './push.ts'
import { resumeAfter } from './resume.ts'
import type { HubClient } from './hub-client.ts'

export interface ResendParts extends Pick<PushParts, 'store' | 'meta'> {
  audit: PushParts['audit'] & { head(): { sequence: number } }
  client: Pick<HubClient, 'head'>
}

/**
 * After a hub started anew: what it had acknowledged and no longer has, being put back to an earlier state, is to be sent again, as the
 * very bytes that were signed. @returns whether there is such
 */
export async function reopenLost({ store, meta, audit, client }: ResendParts): Promise<boolean> {
  if (meta.get('hub_started_anew') !== 'yes') return false
  const held = await client.head()
  const sent = (audit.outbox.unsent(1)[0]?.sequence ?? audit.head().sequence + 1) - 1
  const lost = held.sequence < sent
  store.transaction(() => {
    if (lost) audit.outbox.reopenAfter(resumeAfter(held, sent + 1, audit.hashAt))
    meta.set('hub_started_anew', 'no')
  })
  return lost
}
