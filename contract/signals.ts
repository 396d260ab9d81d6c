import { z } from 'zod'
import { Id, Sha256 } from './words.ts'

/** What the core tells the page, one JSON object a line, over the streamed answer of GET /api/events. */

export const SyncState = z.object({
  /** offline: the hub does not answer. waiting: events are to be sent. sending: now. sent: the hub has all. */
  state: z.enum(['offline', 'waiting', 'sending', 'sent']),
  /** Decisions, withdrawals and second looks that the hub has not acknowledged. */
  waiting: z.int(),
  /** Events that the hub refused, kept with their reason. */
  refused: z.int(),
  /** Why it refused them: the codes, each once. */
  refusedFor: z.array(z.string()),
  lastContactAt: z.string().nullable(),
  /** Why it is offline, as a code. */
  problem: z.string().nullable(),
  /** Seconds until the next try; null when none is planned. */
  retryInSeconds: z.number().nullable(),
})
export type SyncState = z.infer<typeof SyncState>

export const IntakeProgress = z.object({
  intakeId: Id,
  reportId: Id,
  state: z.enum(['receiving', 'unpacking', 'done', 'cancelled']),
  files: z.int(),
  bytes: z.int(),
  totalBytes: z.int(),
})
export type IntakeProgress = z.infer<typeof IntakeProgress>

export const AnalysisProgress = z.object({
  waiting: z.int(),
  running: z.int(),
  done: z.int(),
  failed: z.int(),
  /** Those under way that tell how far they are, 0 … 1: videos. */
  long: z.array(z.object({ sha256: Sha256, fraction: z.number().min(0).max(1) })),
})
export type AnalysisProgress = z.infer<typeof AnalysisProgress>

/** account: the hub changed the person's role, or removed them. fault: something was thrown that nobody caught. */
export const WhyLocked = z.enum(['asked', 'idle', 'system', 'account', 'fault'])
export type WhyLocked = z.infer<typeof WhyLocked>

export const Signal = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello') }),
  z.object({ type: z.literal('sync'), sync: SyncState }),
  z.object({ type: z.literal('intake'), intake: IntakeProgress }),
  z.object({ type: z.literal('analysis'), analysis: AnalysisProgress }),
  z.object({ type: z.literal('queue') }),
  z.object({ type: z.literal('item'), itemId: Id }),
  z.object({ type: z.literal('lists') }),
  /** Watches or alerts changed; `unseen`: alerts that nobody acknowledged. */
  z.object({ type: z.literal('alert'), unseen: z.int() }),
  /** The core covered what was revealed: time is over, the item was decided, or the focus went. */
  z.object({ type: z.literal('covered'), revealId: Id }),
  z.object({ type: z.literal('locked'), why: WhyLocked }),
])
export type Signal = z.infer<typeof Signal>
