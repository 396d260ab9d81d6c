import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import { Sha256 } from '../../contract/words.ts'
import type { HubAuditVerdict } from './audit.ts'
import type { ReceiptHead } from './receipt.ts'

export const AUDIT_HELP = `  npm run hub -- audit verify [--head NUMBER:HASH] [--dir DIR | --media DIR with DATABASE_URL] [--key FILE]
      Checks everything that was received, with its hashes, signatures and order, and prints a line of JSON: the ends of all chains, or the
      first event that was changed, forged, removed, moved, cut off or added. NUMBER:HASH is an end that was written down before.
`

const Head = z.object({ number: z.coerce.number().int().min(1), hash: Sha256 })

/** `NUMBER:HASH`. @throws AppError `cli.usage` */
export function readReceiptEnd(asked: string | undefined): ReceiptHead | null {
  if (asked === undefined) return null
  const [number, hash] = asked.split(':')
  const head = Head.safeParse({ number, hash })
  if (!head.success) throw new AppError('cli.usage')
  return head.data
}

const SENTENCES = {
  changed: 'is not what was received',
  forged: 'was not signed by its person',
  removed: 'is missing',
  moved: 'stands in another place',
  cut: 'is missing, with all that came after it',
  added: 'was never received',
} as const

export function sayVerdict(verdict: HubAuditVerdict): string {
  if (verdict.intact) return `Intact: ${verdict.head.number} events received. Write this end down: ${verdict.head.number}:${verdict.head.hash}`
  const { receipt, deviceId, sequence, fault } = verdict
  const where = deviceId === null ? '' : ` (event ${sequence ?? 'without a place'} of the device ${deviceId})`
  return `What was received as number ${receipt}${where} ${SENTENCES[fault]}.`
}
