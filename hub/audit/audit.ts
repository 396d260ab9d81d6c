import { FIRST_PREVIOUS } from '../../contract/event.ts'
import type { ChainHead } from '../../contract/hub.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import { createReceiptCheck, type FoundFault } from './check-receipts.ts'
import { HEAD_NAME, type ReceiptHead } from './receipt.ts'
import { allSigningKeys, countStored, deviceHeads, readReceiptHead, receiptsAfter } from './receipts.store.ts'

export type HubAuditVerdict =
  | { intact: true; head: ReceiptHead; devices: (ChainHead & { deviceId: string })[] }
  | ({ intact: false } & FoundFault)

export interface HubAudit {
  /**
   * Reads all receipts with what they speak of, a few hundred at a time, and names the first event that was changed, forged, removed,
   * moved, cut off or added. `devices`: the ends of their chains, against which each workstation's own log is checked.
   * @param known an end that was written down before: without one, a database and its key put back from before cannot show.
   */
  verify(known?: ReceiptHead | null): Promise<HubAuditVerdict>
}

const AT_A_TIME = 300
const NOWHERE = { deviceId: null, sequence: null }

export function createHubAudit(database: Sql, seal: RecordSeal): HubAudit {
  const verify = async (sql: Sql, known: ReceiptHead | null): Promise<HubAuditVerdict> => {
    // What is received meanwhile must not look like a fault.
    await sql.run('set transaction isolation level repeatable read')
    return verifyReceipts(sql, seal, known)
  }
  return { verify: (known = null) => database.transaction((sql) => verify(sql, known)) }
}

/** As `HubAudit.verify`, in the caller's transaction. */
export async function verifyReceipts(sql: Sql, seal: RecordSeal, known: ReceiptHead | null): Promise<HubAuditVerdict> {
  const keys = Map.groupBy(await allSigningKeys(sql), ({ deviceId, personId }) => `${deviceId} ${personId}`)
  const keysOf = (deviceId: string, personId: string): string[] => (keys.get(`${deviceId} ${personId}`) ?? []).map(({ publicKey }) => publicKey)
  const check = createReceiptCheck({ seal, keysOf, known })
  for (let last = 0; ; last = check.head().number) {
    const entries = await receiptsAfter(sql, last, AT_A_TIME)
    for (const entry of entries) {
      const fault = check.next(entry)
      if (fault !== null) return { intact: false, ...fault }
    }
    if (entries.length === 0) break
  }
  const head = check.head()
  const fault = endOf(head, known, await readReceiptHead(sql), seal) ?? (await strayEvents(sql, head)) ?? (await deviceFault(sql, head, check.devices()))
  return fault === null ? { intact: true, head, devices: await deviceHeads(sql) } : { intact: false, ...fault }
}

/** Whether the chain ends where its sealed end, and whoever wrote it down, say. */
function endOf(head: ReceiptHead, known: ReceiptHead | null, told: ReceiptHead & { sealed: Uint8Array | null }, seal: RecordSeal): FoundFault | null {
  const end = told.sealed === null ? { number: 0, hash: FIRST_PREVIOUS } : openHead(seal, told.sealed)
  if (end === null || end.number !== told.number || end.hash !== told.hash) return { ...NOWHERE, receipt: Math.max(1, head.number), fault: 'changed' }
  if (Math.max(end.number, known?.number ?? 0) > head.number) return { ...NOWHERE, receipt: head.number + 1, fault: 'cut' }
  if (end.number < head.number) return { ...NOWHERE, receipt: end.number + 1, fault: 'added' }
  return end.hash === head.hash ? null : { ...NOWHERE, receipt: head.number, fault: 'changed' }
}

function openHead(seal: RecordSeal, sealed: Uint8Array): ReceiptHead | null {
  try {
    return JSON.parse(seal.open(HEAD_NAME, sealed)) as ReceiptHead
  } catch {
    return null // what does not open is not what was sealed
  }
}

/** Each receipt speaks of one event of its own: where there are more events, one was never received. */
async function strayEvents(sql: Sql, head: ReceiptHead): Promise<FoundFault | null> {
  return (await countStored(sql)) > head.number ? { ...NOWHERE, receipt: head.number + 1, fault: 'added' } : null
}

async function deviceFault(sql: Sql, head: ReceiptHead, devices: ReadonlyMap<string, ChainHead>): Promise<FoundFault | null> {
  const told = await deviceHeads(sql)
  const wrong = told.find(({ deviceId, sequence, hash }) => {
    const end = devices.get(deviceId) ?? { sequence: 0, hash: FIRST_PREVIOUS }
    return end.sequence !== sequence || end.hash !== hash
  })
  const gone = [...devices.keys()].find((id) => !told.some(({ deviceId }) => deviceId === id))
  if (wrong === undefined && gone === undefined) return null
  const deviceId = wrong?.deviceId ?? gone ?? null
  return { receipt: head.number, deviceId, sequence: devices.get(deviceId ?? '')?.sequence ?? null, fault: gone === undefined ? 'changed' : 'removed' }
}
