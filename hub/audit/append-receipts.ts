import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import { HEAD_NAME, sealReceipt, type NewReceipt } from './receipt.ts'
import { insertReceipts, lockReceiptHead, moveReceiptHead, type ReceiptRow } from './receipts.store.ts'

/** Chains receipts after the last, in the caller's transaction. Call it late: the end of the chain stays locked until the commit. */
export async function appendReceipts(sql: Sql, seal: RecordSeal, receipts: readonly NewReceipt[]): Promise<void> {
  if (receipts.length === 0) return
  let head = await lockReceiptHead(sql)
  const rows: ReceiptRow[] = []
  for (const { quarantineId, ...receipt } of receipts) {
    const number = head.number + 1
    const { bytes, hash } = sealReceipt({ number, previous: head.hash, ...receipt })
    rows.push({ number, hash, bytes, eventId: quarantineId === null ? receipt.eventId : null, quarantineId })
    head = { number, hash }
  }
  await insertReceipts(sql, rows)
  await moveReceiptHead(sql, head, seal.seal(HEAD_NAME, JSON.stringify(head)))
}
