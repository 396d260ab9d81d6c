import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgres } from '../../hub/store/postgres.ts'
import { Chain, decisionPayload, sealedOf } from '../support/chain.ts'
import { describeOnPostgres, newDatabase } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

/** A device writes some hundred events a day, for years. */
const LONG = 20_000

await describeOnPostgres('a long log', (server) => {
  let hub: TestHub
  beforeAll(async () => {
    // One connection: its own statistics are then all there are.
    hub = await openTestHub({ name: 'PostgreSQL', open: async () => openPostgres(await newDatabase(server), { connections: 1 }) })
  }, 60_000)
  afterAll(() => hub.close())

  /** Rows of the log that PostgreSQL has read until now. */
  async function rowsRead(): Promise<number> {
    await hub.sql.query('select pg_stat_force_next_flush()')
    const rows = await hub.sql.query<{ read: number }>(
      `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_user_tables where relname = 'event'`,
    )
    return rows[0]?.read ?? 0
  }

  /** As if the device had sent so many events before. */
  async function lengthen(chain: Chain, personId: string): Promise<void> {
    await hub.sql.query(
      `insert into event (device_id, sequence, id, hash, previous, type, person_id, sealed, received_at)
       select $1, $2 + n, gen_random_uuid(), encode(sha256(n::text::bytea), 'hex'), '', 'item.opened', $3, sha256(n::text::bytea), now() from generate_series(1, ${LONG}) n`,
      [chain.deviceId, chain.sequence, personId],
    )
    await hub.sql.query('update device set head_sequence = head_sequence + $2 where id = $1', [chain.deviceId, LONG])
    await hub.sql.run('analyze event')
    chain.sequence += LONG
  }

  test('an event is taken in for the same few reads, however many its device sent before', async () => {
    const person = await hub.person('analyst')
    const chain = new Chain()
    const token = await hub.signIn(person, chain.deviceId)
    const readsOfOne = async (): Promise<number> => {
      const before = await rowsRead()
      const event = chain.next(person.id, 'decision.made', decisionPayload())
      expect((await hub.call(token, 'POST', '/v1/events', { deviceId: chain.deviceId, events: [sealedOf(event)] })).body.results).toEqual([{ id: event.id, status: 'accepted' }])
      return (await rowsRead()) - before
    }
    await readsOfOne()
    await lengthen(chain, person.id)
    expect(await readsOfOne()).toBeLessThan(10)
  }, 60_000)
})
