import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openPostgres } from '../../hub/store/postgres.ts'
import { sealedOf } from '../support/chain.ts'
import { describeOnPostgres } from '../support/hub-stores.ts'
import { eventually, held, usePostgres } from '../support/postgres/bench.ts'
import { asked } from '../support/postgres/server.ts'

/** A PostgreSQL that is stopped, cut, filled and killed under the hub. */
await describeOnPostgres('PostgreSQL fails under the hub', () => {
  const bench = usePostgres()

  test('stopped and started again: the workstation says why it is offline, loses nothing, and sends when the database is back, by itself', async () => {
    const said: (string | null)[] = []
    const opened = await bench.open((failure) => said.push(failure?.code ?? null))
    const here = await bench.station(opened)
    const first = here.decide()
    await here.sync.now()
    await bench.server.halt()
    const second = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable', waiting: 1 })
    await here.sync.now()
    await bench.server.start()
    await eventually(() => expect(here.sync.state()).toMatchObject({ state: 'sent', waiting: 0, problem: null }))
    expect(await held(opened)).toEqual([first, second])
    expect(said).toEqual(['hub.database_unavailable', null])
  }, 60_000)

  test('the connection is lost between the writing and the commit, and after the commit: sent again, counted once', async () => {
    const opened = await bench.open()
    const here = await bench.station(opened)
    const holder = openPostgres(bench.url)
    bench.closeLater(holder)
    const made = here.decide()
    await holder.transaction(async (tx) => {
      await tx.query('select position from feed_head for update')
      const round = here.sync.now()
      await eventually(async () => expect(await tx.query('select 1 from pg_locks where not granted')).toHaveLength(1))
      await bench.endConnections(`wait_event_type = 'Lock'`)
      expect(await round).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable', waiting: 1 })
    })
    expect(await held(opened)).toEqual([])
    expect(await here.sync.now()).toMatchObject({ state: 'sent', refused: 0, problem: null })
    // A commit that reached the disk, and whose answer did not reach the hub.
    await asked(bench.url, `create function cut() returns trigger language plpgsql as $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$`)
    await asked(bench.url, `create constraint trigger cut after insert on change deferrable initially deferred for each row execute function cut()`)
    const again = here.decide()
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: 'hub.database_unavailable' })
    await asked(bench.url, 'drop trigger cut on change')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', refused: 0, problem: null })
    expect(await held(opened)).toEqual([made, again])
  }, 60_000)

  test.each([
    ['full', 'raise exception using errcode = \'53100\'', 'hub.database_full', 507],
    ['set to read only', 'raise exception using errcode = \'25006\'', 'hub.database_refused', 503],
  ])('a database that is %s: nothing of a batch stays, the code says so, and it is sent once there is room', async (_what, failing, code, status) => {
    const said: (string | null)[] = []
    const opened = await bench.open((failure) => said.push(failure?.code ?? null))
    const here = await bench.station(opened)
    await asked(bench.url, `create function fails() returns trigger language plpgsql as $$ begin ${failing}; end $$`)
    await asked(bench.url, 'create trigger fails before insert on change for each row execute function fails()')
    const made = [here.decide(), here.decide()]
    expect(await here.sync.now()).toMatchObject({ state: 'offline', problem: code, waiting: 2 })
    expect(await asked(bench.url, 'select 1 from event')).toEqual([])
    const probe = new Request('http://hub/v1/events', { method: 'POST', headers: { authorization: `Bearer ${here.token}` }, body: JSON.stringify({ deviceId: here.deviceId, events: here.audit.outbox.unsent(10).map(sealedOf) }) })
    expect((await opened.hub.fetch(probe)).status).toBe(status)
    await asked(bench.url, 'drop trigger fails on change')
    expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, problem: null })
    expect(await held(opened)).toEqual(made)
    expect(said).toEqual([code, null])
  })

  test('PostgreSQL is killed five times while workstations send: what was acknowledged is there, and in the end everything, once', async () => {
    const opened = await bench.open()
    const stations = await Promise.all([bench.station(opened), bench.station(opened), bench.station(opened)])
    const made: string[] = []
    for (let kill = 0; kill < 5; kill++) {
      let over = false
      const working = stations.map(async (here) => {
        while (!over) {
          made.push(here.decide())
          await here.sync.now()
        }
      })
      await setTimeout(150 + 120 * kill)
      await bench.server.kill()
      over = true
      await Promise.all(working)
      await bench.server.start()
      const kept = new Set((await asked(bench.url, 'select id from event')).map((row) => row['id']))
      const acknowledged = stations.flatMap((here) => here.store.db.prepare<[], string>(`select id from event where hub_status = 'accepted'`).pluck().all())
      expect(acknowledged.length).toBeGreaterThan(0)
      expect(acknowledged.filter((id) => !kept.has(id))).toEqual([])
    }
    for (const here of [...stations, ...stations]) expect(await here.sync.now()).toMatchObject({ state: 'sent', waiting: 0, refused: 0, problem: null })
    expect((await held(opened)).sort()).toEqual(made.sort())
    const heads = await asked(bench.url, 'select position::int from feed_head')
    expect(await asked(bench.url, 'select count(*)::int as position, max(position)::int as last from change')).toEqual([{ ...heads[0], last: made.length + stations.length }]) // each enrolment is a change too
  }, 120_000)
})
