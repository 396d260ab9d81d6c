import { AppError } from '../../contract/error.ts'
import { ChainHead, type PushedEvents } from '../../contract/hub.ts'
import type { Audit } from '../audit/audit.ts'
import type { OutboxEvent } from '../audit/outbox.store.ts'
import type { Meta } from '../store/meta.store.ts'
import type { Store } from '../store/store.ts'
import { cutBatch, MOST_EVENTS } from './cut-batch.ts'
import type { HubClient } from './hub-client.ts'
import { resumeAfter } from './resume.ts'

export interface PushParts {
  store: Store
  meta: Meta
  audit: Pick<Audit, 'outbox' | 'hashAt'>
  client: Pick<HubClient, 'push'>
}

/** A hub that still misses events after being given them from its own head is not understood; the next try begins anew. */
const MOST_GAPS = 2

/** Sends what the hub has not spoken of, in the order of the chain, until nothing is left. */
export async function pushAll(parts: PushParts): Promise<void> {
  let gaps = 0
  for (;;) {
    const batch = cutBatch(parts.audit.outbox.unsent(MOST_EVENTS))
    if (batch.length === 0) return
    try {
      record(parts, batch, await parts.client.push(batch))
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'event.gap' || ++gaps > MOST_GAPS) throw error
      reopen(parts, batch, error)
    }
  }
}

function record({ store, meta, audit }: PushParts, batch: readonly OutboxEvent[], { results, head }: PushedEvents): void {
  const fits = results.length > 0 && results.length <= batch.length
  if (!fits || results.some(({ id, status }, i) => status !== 'refused' && id !== batch[i]?.id)) throw new AppError('hub.bad_answer')
  store.transaction(() => {
    for (const [i, { status, code }] of results.entries()) {
      const event = batch[i]
      if (event === undefined) continue
      if (status === 'refused') audit.outbox.mark(event.sequence, 'refused', code ?? 'hub.bad_answer')
      else audit.outbox.mark(event.sequence, 'accepted', null)
    }
    meta.set('hub_head', JSON.stringify(head))
  })
}

function reopen({ store, audit }: PushParts, batch: readonly OutboxEvent[], gap: AppError): void {
  const head = ChainHead.safeParse(gap.facts)
  if (!head.success) throw new AppError('hub.bad_answer')
  const after = resumeAfter(head.data, batch[0]?.sequence ?? 1, audit.hashAt)
  store.transaction(() => audit.outbox.reopenAfter(after))
}

/** The last head that the hub acknowledged: what a cut end of the log is measured against. */
export function hubHead(meta: Meta): ChainHead | null {
  const text = meta.get('hub_head')
  return text === null ? null : ChainHead.parse(JSON.parse(text))
}
