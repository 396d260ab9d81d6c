import { mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { sha256 } from '../../tests/support/chain.ts'
import { makeZip } from '../../tests/support/make-zip.ts'
import { bytesOf, codeOf, draft, intakesOfTests } from '../../tests/support/test-intake.ts'

const { open } = intakesOfTests()

describe('items of a report', () => {
  test('each file is an item under the only address, in the order in which they came', async () => {
    const { intake, events, enqueued, refreshed } = await open()
    const { intakeId, reference, reportId } = intake.start({ report: draft({ urls: ['HTTP://Example.org:80/a#top', 'http://example.org/a'] }) })
    await intake.addFile(intakeId, 'one.jpg', bytesOf('one'))
    await intake.addFile(intakeId, 'two.jpg', bytesOf('two'))
    const summary = await intake.finish(intakeId)
    expect(reference).toBe('2026-00001')
    expect(summary.counts).toEqual({ new: 2, known: 0, repeated: 0, refused: 0 })
    expect(summary.progress.state).toBe('done')
    const [event] = events
    expect(event?.payload.items.map((item: any) => [item.url, item.media[0].name])).toEqual([
      ['HTTP://Example.org:80/a#top', 'one.jpg'],
      ['HTTP://Example.org:80/a#top', 'two.jpg'],
    ])
    expect(event?.payload.report.id).toBe(reportId)
    expect(enqueued).toEqual([sha256('one'), sha256('two')])
    expect(refreshed).toHaveLength(2)
  })

  test('with several addresses, addresses and files are items of their own', async () => {
    const { intake, events } = await open()
    const { intakeId } = intake.start({ report: draft({ urls: ['https://a.example/', 'ask for the red door', 'https://b.example/'] }) })
    await intake.addFile(intakeId, 'one.jpg', bytesOf('one'))
    await intake.finish(intakeId)
    expect(events[0]?.payload.items.map((item: any) => [item.url, item.media.length])).toEqual([
      ['https://a.example/', 0],
      ['ask for the red door', 0],
      ['https://b.example/', 0],
      [null, 1],
    ])
  })

  test('a report of addresses alone has an item each, and tells which were reported before', async () => {
    const { intake, events } = await open()
    const first = intake.start({ report: draft({ urls: ['https://a.example/x'] }) })
    await intake.finish(first.intakeId)
    const second = intake.start({ report: draft({ urls: ['https://A.example/x#again', 'https://b.example/'] }) })
    const summary = await intake.finish(second.intakeId)
    expect(second.reference).toBe('2026-00002')
    const before = events[0]?.payload.items[0]
    expect(summary.seenUrls).toEqual([expect.objectContaining({ url: 'https://A.example/x#again', earlierItemIds: [before.id] })])
    expect(intake.reports.seenBefore(summary.seenUrls[0]?.itemId ?? '')).toEqual([
      expect.objectContaining({ itemId: before.id, because: 'same_url', reference: '2026-00001' }),
    ])
  })

  test('a report with nothing in it is not taken in, and may still be cancelled', async () => {
    const { intake, events, store } = await open()
    const { intakeId } = intake.start({ report: draft({ text: 'only words' }) })
    expect(await codeOf(intake.finish(intakeId))).toBe('intake.nothing')
    expect((await intake.cancel(intakeId)).progress.state).toBe('cancelled')
    expect(events).toEqual([])
    expect(store.db.prepare('select count(*) as n from report').get()).toEqual({ n: 0 })
  })

  test('the same bytes twice make one item; bytes known from before make a new item of the same media', async () => {
    const { intake, sealedFiles } = await open()
    const first = intake.start({ report: draft() })
    await intake.addFile(first.intakeId, 'a.jpg', bytesOf('same'))
    await intake.addFile(first.intakeId, 'b.jpg', bytesOf('sa', 'me'))
    expect((await intake.finish(first.intakeId)).files.map((file) => file.status)).toEqual(['new', 'repeated'])
    const second = intake.start({ report: draft() })
    await intake.addFile(second.intakeId, 'c.jpg', bytesOf('same'))
    const summary = await intake.finish(second.intakeId)
    expect(summary.files.map((file) => file.status)).toEqual(['known'])
    expect(intake.reports.itemsOfMedia(sha256('same'))).toHaveLength(2)
    expect(intake.reports.seenBefore(summary.files[0]?.itemId ?? '')).toEqual([expect.objectContaining({ because: 'same_media' })])
    expect(await sealedFiles()).toBe(1)
  })

  test('the entries of an archive become items in its order, however long each takes to the disk', async () => {
    const { vault } = await open()
    let sealed = 0
    const seal: typeof vault.seal = async (source) => {
      const slow = sealed++ % 3 === 0
      const done = await vault.seal(source)
      await pause(slow ? 60 : 0)
      return done
    }
    const { intake } = await open({ vault: { ...vault, seal } })
    const { intakeId } = intake.start({ report: draft() })
    const names = Array.from({ length: 20 }, (_, i) => `a.zip/${i}`)
    const zip = makeZip(names.map((name, i) => ({ name: String(i), content: Buffer.from(name) })))
    expect((await intake.addFile(intakeId, 'a.zip', bytesOf(zip))).map((row) => row.path)).toEqual(names)
    expect((await intake.finish(intakeId)).files.map((file) => file.path)).toEqual(names)
  })

  test('captures join the item of an address, and the chain tells them', async () => {
    const { intake, events, enqueued } = await open()
    const report = intake.start({ report: draft({ urls: ['https://a.example/'] }) })
    await intake.finish(report.intakeId)
    const itemId = events[0]?.payload.items[0].id
    const { intakeId } = intake.start({ itemId })
    await intake.addFile(intakeId, 'screen.png', bytesOf('capture'))
    await intake.finish(intakeId)
    expect(events[1]).toEqual({ type: 'item.media_added', payload: { itemId, media: [{ sha256: sha256('capture'), name: 'screen.png', bytes: 7 }] } })
    expect(intake.reports.mediaOf(itemId)).toEqual([expect.objectContaining({ role: 'capture', here: true })])
    expect(enqueued).toContain(sha256('capture'))
  })

  test('a large report is told in several events of less than 512 KiB, each item once', async () => {
    const { intake, events } = await open()
    const { intakeId } = intake.start({ report: draft({ urls: Array.from({ length: 300 }, (_, i) => `https://a.example/${i}/${'x'.repeat(3000)}`) }) })
    await intake.finish(intakeId)
    const ids = events.flatMap((event) => event.payload.items.map((item: any) => item.id))
    expect(new Set(ids).size).toBe(300)
    expect(ids).toHaveLength(300)
    expect(events.length).toBeGreaterThan(1)
    for (const event of events) expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(500 * 1024)
  })
})

describe('from the hub', () => {
  test('a report may come any number of times, and its media arrive later', async () => {
    const { intake, store, enqueued, refreshed } = await open()
    const report = { ...draft({ urls: ['https://a.example/'] }), id: v7(), reference: '2026-41083', origin: 'hub' as const, createdAt: '2026-11-22T10:00:00.000Z' }
    const items = [{ id: v7(), url: 'https://a.example/', media: [{ sha256: sha256('one'), name: 'one.jpg', bytes: 3 }] }]
    for (let i = 0; i < 2; i++) store.transaction(() => intake.receiveReport(report, items))
    expect(refreshed).toEqual([items[0]?.id])
    expect(intake.reports.mediaOf(items[0]?.id ?? '')).toEqual([expect.objectContaining({ here: false, name: 'one.jpg' })])
    expect(enqueued).toEqual([])
    expect(intake.mediaArrived(sha256('one'))).toBe(true)
    expect(enqueued).toEqual([sha256('one')])
    expect(intake.mediaArrived(sha256('other'))).toBe(false)
    expect(intake.start({ report: draft() }).reference).toBe('2026-41084')
  })
})

describe('paths', () => {
  test('folders are walked, links are not followed, and what cannot be read does not stop the rest', async () => {
    const { intake, dir } = await open()
    const root = join(dir, 'given')
    await mkdir(join(root, 'sub'), { recursive: true })
    await writeFile(join(root, 'b.jpg'), 'b')
    await writeFile(join(root, 'sub', 'a.jpg'), 'a')
    await symlink('/etc/hostname', join(root, 'link.jpg'))
    await writeFile(join(root, 'z.zip'), makeZip([{ name: 'in.jpg', content: Buffer.from('in') }]))
    const { intakeId } = intake.start({ report: draft() })
    await intake.addPath(intakeId, root, { removeSources: true })
    await intake.addPath(intakeId, join(dir, 'missing.jpg'))
    await expect(intake.removeSources(intakeId)).rejects.toThrow('only when')
    const summary = await intake.finish(intakeId)
    expect(summary.files.map((file) => [file.path, file.code ?? file.status])).toEqual([
      ['given/b.jpg', 'new'],
      ['given/link.jpg', 'file.unreadable'],
      ['given/sub/a.jpg', 'new'],
      ['given/z.zip/in.jpg', 'new'],
      ['missing.jpg', 'file.unreadable'],
    ])
    await writeFile(join(root, 'sub', 'a.jpg'), 'changed since')
    expect(await intake.removeSources(intakeId)).toEqual({ removed: 2, kept: [join(root, 'sub', 'a.jpg')] })
    expect(await readdir(root)).toEqual(['link.jpg', 'sub'])
    expect((await stat(join(root, 'sub', 'a.jpg'))).isFile()).toBe(true)
  })
})
