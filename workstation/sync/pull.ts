import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../contract/error.ts'
import type { Clock } from '../ports.ts'
import type { Meta } from '../store/meta.store.ts'
import { applyChange, type ApplyParts } from './apply-change.ts'
import type { HubClient, UntrustedChange, UntrustedChanges } from './hub-client.ts'
import type { AsideTable } from './sync.store.ts'

export interface PullParts extends ApplyParts {
  meta: Meta
  clock: Pick<Clock, 'now'>
  aside: AsideTable
  client: Pick<HubClient, 'changes'>
  closing: AbortSignal
}

const PAGE = 100

/**
 * Takes in what happened at the hub since the cursor, each change in one transaction with the cursor. From a hub that was put back to an
 * earlier state everything comes anew: what is told again is known by its id. @returns whether it was
 */
export async function pullAll(parts: PullParts): Promise<{ rewound: boolean }> {
  for (let rewound = false; ; ) {
    const before = cursorOf(parts.meta)
    const page = await parts.client.changes(before, parts.meta.get('feed_epoch'), PAGE)
    if (page.rewound && rewound) throw new AppError('hub.bad_answer')
    rewound ||= page.rewound
    const after = page.rewound ? 0 : before
    refuseNonsense(page, after)
    noteEpoch(parts, page)
    for (const change of page.changes) {
      takeIn(parts, change)
      await setImmediate() // between two transactions, whoever waits goes first
      parts.closing.throwIfAborted()
    }
    // Of a hub that knows no epochs it goes back where that was put back.
    if (page.next !== cursorOf(parts.meta)) parts.store.transaction(() => parts.meta.set('cursor', String(page.next)))
    if (!page.more && page.next >= after) return { rewound }
  }
}

/** A hub that started anew may have been put back: whether it still has what this device sent is looked at after (resend.ts). */
function noteEpoch({ store, meta, aside }: PullParts, { epoch, rewound }: UntrustedChanges): void {
  if (epoch === meta.get('feed_epoch') && !rewound) return
  store.transaction(() => {
    if (epoch !== null) meta.set('feed_epoch', epoch)
    meta.set('hub_started_anew', 'yes')
    if (!rewound) return
    meta.set('cursor', '0')
    aside.setApart()
  })
}

function cursorOf(meta: Meta): number {
  return Number(meta.get('cursor') ?? 0)
}

/** Positions rise from the cursor to `next`; a page that promises more brings something. */
function refuseNonsense({ changes, next, more }: UntrustedChanges, after: number): void {
  const last = changes.reduce((before, { position }) => (position > before ? position : Number.NaN), after)
  const rises = changes.length === 0 ? !more || next > after : last <= next
  if (!rises) throw new AppError('hub.bad_answer')
}

function takeIn(parts: PullParts, change: UntrustedChange): void {
  parts.store.transaction(() => {
    const code = applyChange(parts, change)
    if (code !== null) parts.aside.put({ position: change.position, code, body: JSON.stringify(change), seenAt: parts.clock.now() })
    parts.meta.set('cursor', String(change.position))
  })
}

/** Tries again what was set aside: a newer version may understand it, or what it lacked may have come. */
export function retryAside(parts: Omit<PullParts, 'client'>): void {
  for (const { position, body } of parts.aside.all()) {
    parts.store.transaction(() => {
      if (applyChange(parts, JSON.parse(body)) === null) parts.aside.remove(position)
    })
  }
}
