import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { succeed, takeIn } from '../support/reporting.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/** A profile that was copied to a second machine: two workstations that are the same device, with the same keys. */
await describeOnEachStore((store) => {
  let hub: TestHub
  let folder: string
  const open: TestWorkstation[] = []
  const toHub = ((input: string, init: RequestInit) => hub.hub.fetch(new Request(input, init))) as typeof fetch
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    folder = mkdtempSync(join(tmpdir(), 'paravent-cloned-'))
  })
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close()
    rmSync(folder, { recursive: true })
  })

  function machine(name: string): TestWorkstation {
    const profile = join(folder, name)
    const opened = openTestWorkstation({ profile, fetch: toHub, hubUrl: 'http://hub', ports: { deviceSecret: fileDeviceSecret(profile) } })
    open.push(opened)
    return opened
  }

  async function decide(t: TestWorkstation, name: string): Promise<string> {
    const { itemIds } = await takeIn(t, [{ name, bytes: Buffer.from(name) }])
    return (await succeed<{ decision: { id: string } }>(t, 'POST', `/api/items/${itemIds[0]}/decisions`, { outcome: 'gone' })).decision.id
  }
  const sync = (t: TestWorkstation): Promise<any> => succeed(t, 'POST', '/api/sync')
  const eventIds = (rows: { eventId: string | null }[]): (string | null)[] => rows.map(({ eventId }) => eventId)

  test('the hub keeps what both did, aside what came second, and says so; the second one shows it, and the first goes on', { timeout: 60_000 }, async () => {
    await hub.person('analyst', 'anna')
    const first = machine('first')
    const asked = { hubUrl: 'http://hub', login: 'anna', password: 'secret', code: (await hub.hub.people.makeCode('anna')).code, passphrase: PASSPHRASE }
    first.token = (await succeed<{ token: string }>(first, 'POST', '/api/set-up', asked)).token
    const before = await decide(first, 'before the copy')
    expect(await sync(first)).toMatchObject({ state: 'sent', refused: 0 })
    await first.restart()
    cpSync(join(folder, 'first'), join(folder, 'second'), { recursive: true })
    const second = machine('second')

    await first.signIn('anna')
    await sync(first) // each sends by itself once signed in: who is first is told here
    await second.signIn('anna')
    const here = await decide(first, 'on the first')
    const there = await decide(second, 'on the second')
    expect(await sync(first)).toMatchObject({ state: 'sent', waiting: 0, refused: 0 })
    const told = await sync(second)
    expect(told).toMatchObject({ state: 'sent', waiting: 0, refusedFor: ['event.conflict'] })
    expect(told.refused).toBeGreaterThan(0)

    expect((await hub.hub.decisions.all()).map(({ id }) => id)).toEqual([before, here])
    const aside = await hub.hub.decisions.quarantine()
    expect(eventIds(aside)).toContain(there)
    expect(new Set(aside.map(({ code, place }) => `${code} ${place}`))).toEqual(new Set(['event.conflict null']))
    expect((await hub.hub.decisions.events()).filter(({ disputed }) => disputed).length).toBeGreaterThan(0)
    expect(await hub.hub.audit.verify(null)).toMatchObject({ intact: true })

    await second.restart()
    await second.signIn('anna')
    const { rows } = await succeed<{ rows: { state: string }[] }>(second, 'GET', '/api/queue?view=decided')
    expect(rows).toHaveLength(2)
    expect(await sync(second)).toMatchObject({ refusedFor: ['event.conflict'] })
    const later = await decide(first, 'later on the first')
    expect(await sync(first)).toMatchObject({ state: 'sent', refused: 0 })
    expect((await hub.hub.decisions.all()).map(({ id }) => id)).toEqual([before, here, later])
  })
})
