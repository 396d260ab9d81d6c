import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { v7 } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { PayloadOf } from '../../contract/event.ts'
import type { Person } from '../../contract/hub.ts'
import type { HubAlerts } from '../../contract/watch.ts'
import { lineOfAlert, linesOf } from '../../hub/watch/say-watches.ts'
import { sealedOf, sha256, type Chain } from '../support/chain.ts'
import { describeOnEachStore } from '../support/hub-stores.ts'
import { openTestHub, type TestHub } from '../support/test-hub.ts'

const BYTES = Buffer.from('a video of an attack')
const WATCHED = createHash('sha256').update(BYTES).digest('hex')
const OTHER = Buffer.from('something else')
const AT = '2026-11-20T08:00:00.000Z'

await describeOnEachStore((store) => {
  let hub: TestHub
  let analyst: Person
  let chain: Chain
  let token: string
  beforeAll(async () => void (hub = await openTestHub(store)), 60_000)
  afterAll(() => hub.close())
  beforeEach(async () => {
    await hub.empty()
    hub.now = AT
    hub.alerts.length = 0
    for (const bytes of [BYTES, OTHER]) await hub.hub.media.put(sha256(bytes), Readable.from([bytes]))
    ;({ analyst, chain, token } = await hub.analystOnDevice())
  })

  const whence = (): { itemId: string; reportId: string; reference: string } => ({ itemId: v7(), reportId: v7(), reference: '2026-41083' })
  const prints = (of = WATCHED): PayloadOf<'watch.added'>['prints'] => ({ sha256: of, md5: null, sha1: null, kind: 'video', fingerprint: null, views: [], frames: [] })
  const watched = (): PayloadOf<'watch.added'> => ({ ...whence(), name: 'Attack of the 20th', note: '', expiresAt: '2026-11-27T08:00:00.000Z', prints: prints() })

  async function push(...events: ReturnType<Chain['next']>[]): Promise<string[]> {
    const { body } = await hub.call(token, 'POST', '/v1/events', { deviceId: chain.deviceId, events: events.map(sealedOf) })
    return body.results.map(({ status, code }: { status: string; code?: string }) => code ?? status)
  }

  async function watch(): Promise<string> {
    const added = chain.next(analyst.id, 'watch.added', watched())
    expect(await push(added)).toEqual(['accepted'])
    return added.id
  }

  async function submit(bytes: Uint8Array = BYTES, items = 1): Promise<{ reportId: string; itemIds: string[] }> {
    const [reportId, itemIds] = [v7(), Array.from({ length: items }, () => v7())]
    const report = { id: reportId, reference: '2026-41090', origin: 'hub' as const, source: 'public_form' as const, receivedAt: AT, createdAt: AT, text: '', urls: [] }
    const rest = { suspectedInfraction: null, violent: false, contact: null, externalScore: null }
    const media = [{ sha256: sha256(bytes), name: 'x.mp4', bytes: bytes.length }]
    await hub.hub.reports.submit({ report: { ...report, ...rest }, items: itemIds.map((id) => ({ id, url: null, media })) })
    return { reportId, itemIds }
  }

  const alerts = async (): Promise<HubAlerts['alerts']> => (await hub.call(token, 'GET', '/v1/alerts')).body.alerts

  describe('the hub', () => {
    test('alerts at once on a submitted report that holds what is watched for, one for each item, and says so once', async () => {
      const watchId = await watch()
      await submit(OTHER)
      const { reportId, itemIds } = await submit(BYTES, 2)
      expect(hub.alerts).toEqual(itemIds.map(() => ({ watch: 'Attack of the 20th', reference: '2026-41090', kind: 'exact' })))
      const found = await alerts()
      expect(found.map(({ itemId }) => itemId).sort()).toEqual([...itemIds].sort())
      expect(found[0]).toMatchObject({ reportId, reference: '2026-41090', watch: { id: watchId, name: 'Attack of the 20th' }, foundAt: AT, foundBy: null, acknowledged: null })
    })

    test('a report that was there before the watch, and one after it ended or expired, alerts nobody', async () => {
      await submit()
      const watchId = await watch()
      hub.now = '2026-11-27T08:00:00.000Z'
      await submit()
      hub.now = AT
      expect(await push(chain.next(analyst.id, 'watch.ended', { watchId }))).toEqual(['accepted'])
      await submit()
      expect(hub.alerts).toEqual([])
      expect(await alerts()).toEqual([])
    })

    test('keeps what a workstation found, tells who found and who saw it, and takes the same item of the same watch once', async () => {
      const watchId = await watch()
      const matched = { ...whence(), watchId, sha256: WATCHED, kind: 'similar' as const, distance: 12 }
      const seen = { watchId, itemId: matched.itemId }
      const events = [chain.next(analyst.id, 'watch.matched', matched), chain.next(analyst.id, 'watch.matched', matched), chain.next(analyst.id, 'alert.acknowledged', seen)]
      expect(await push(...events)).toEqual(['accepted', 'accepted', 'accepted'])
      expect(await push(...events)).toEqual(['duplicate', 'duplicate', 'duplicate'])
      expect(hub.alerts).toEqual([{ watch: 'Attack of the 20th', reference: '2026-41083', kind: 'similar' }])
      expect(await alerts()).toMatchObject([{ id: events[0]?.id, distance: 12, foundBy: analyst.name, acknowledged: { personName: analyst.name } }])
      expect(await alerts()).toHaveLength(1)
    })

    test('a match of a watch that it refused stays in the chain and alerts nobody', async () => {
      expect(await push(chain.next(analyst.id, 'watch.matched', { ...whence(), watchId: v7(), sha256: WATCHED, kind: 'exact', distance: 0 }))).toEqual(['accepted'])
      expect([hub.alerts, await alerts(), hub.bugs]).toEqual([[], [], []])
    })

    test('hands watches, alerts and what enters the own list to every other workstation', async () => {
      const watchId = await watch()
      const added = chain.next(analyst.id, 'own_list.added', { ...whence(), restsOn: v7(), classification: ['csam'], prints: prints() })
      await push(added, chain.next(analyst.id, 'own_list.removed', { addedId: added.id, itemId: v7(), sha256: WATCHED }), chain.next(analyst.id, 'watch.ended', { watchId }))
      const other = await hub.person('analyst')
      const { body } = await hub.call(await hub.signIn(other, v7()), 'GET', '/v1/changes')
      const types = body.changes.flatMap((change: { kind: string; event?: { bytes: string } }) => (change.event === undefined ? [] : [JSON.parse(change.event.bytes).type]))
      expect(types).toEqual(['watch.added', 'own_list.added', 'own_list.removed', 'watch.ended'])
    })

    test('an administrator neither watches nor fills the own list', async () => {
      const administrator = await hub.person('administrator')
      token = await hub.signIn(administrator, chain.deviceId)
      const added = chain.next(administrator.id, 'watch.added', watched())
      const own = chain.next(administrator.id, 'own_list.added', { ...whence(), restsOn: v7(), classification: ['csam'], prints: prints() })
      expect(await push(added, own)).toEqual(['hub.forbidden', 'hub.forbidden'])
    })

    test('needs a token for its alerts, and holds no fingerprint in clear', async () => {
      await watch()
      await submit()
      expect((await hub.call(null, 'GET', '/v1/alerts')).body.error.code).toBe('hub.unauthorised')
      const rows = await hub.sql.query('select row_to_json(watch)::text as text from watch union all select row_to_json(watch_media)::text from watch_media union all select row_to_json(alert)::text from alert')
      expect(rows).toHaveLength(3)
      for (const secret of [WATCHED, 'Attack', '2026-41090']) expect(JSON.stringify(rows)).not.toContain(secret)
    })

    test('prints both as lines of JSON, and says an alert on one line whatever its name holds', async () => {
      await watch()
      await submit()
      expect(JSON.parse(await linesOf('watches', hub.hub.watches))).toMatchObject({ name: 'Attack of the 20th', state: 'active', alerts: 1, personName: analyst.name })
      expect(JSON.parse(await linesOf('alerts', hub.hub.watches))).toMatchObject({ reference: '2026-41090', kind: 'exact' })
      expect(lineOfAlert({ watch: 'a\n\u001b[2Jb', reference: '2026-1', kind: 'exact' })).toMatch(/^[\x20-\x7e]*$/)
    })
  })
})
