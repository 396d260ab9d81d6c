import type { ChainHead } from '../../contract/hub.ts'
import { createEventTable } from '../audit/audit.store.ts'
import type { AuditVerdict } from '../audit/verify-chain.ts'
import { verifyLog } from '../audit/verify-log.ts'
import { createPeople } from '../people/people.store.ts'
import { createMeta } from '../store/meta.store.ts'
import { openStore } from '../store/store.ts'
import { hubHead } from '../sync/push.ts'
import { databaseKeyOf } from './data-key.ts'
import type { Profile } from './profile.ts'
import type { PersonKeys } from './slots.ts'

/** `against`: the end that it was held to; null: the hub acknowledged nothing yet, so a cut end cannot show. */
export type LogVerdict = AuditVerdict & { against: ChainHead | null }

/**
 * Verifies the log of a profile without opening the house: a sign-in would write a line of its own at the end of what is to be judged.
 * @param known the end that the hub holds; without one, the end that it acknowledged last. @throws AppError `profile.damaged`
 */
export async function readLog(
  { profile, migrations }: { profile: Pick<Profile, 'database'>; migrations: string },
  { dataKey }: PersonKeys,
  known: ChainHead | null,
): Promise<LogVerdict> {
  const key = databaseKeyOf(dataKey)
  const store = openStore({ file: profile.database, key, migrations })
  try {
    const meta = createMeta(store)
    const people = createPeople({ store })
    const deviceId = meta.get('device_id') ?? ''
    const against = known ?? hubHead(meta)
    const verdict = await verifyLog(createEventTable(store.db), (personId) => people.keysOf(personId, deviceId), against)
    return { ...verdict, against }
  } finally {
    store.close()
    key.fill(0)
  }
}
