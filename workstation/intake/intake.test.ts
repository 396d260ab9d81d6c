import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { v7 } from 'uuid'
import { AppError } from '../../contract/error.ts'
import { ReportDraft } from '../../contract/report.ts'
import { makeZip } from '../../tests/support/make-zip.ts'
import { bytesOf, openTestIntake, type TestIntake } from '../../tests/support/test-intake.ts'

const opened: TestIntake[] = []
async function open(changes: Parameters<typeof openTestIntake>[0] = {}): Promise<TestIntake> {
  const made = await openTestIntake(changes)
  opened.push(made)
  return made
}
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close()
})

function draft(facts: { urls?: string[]; text?: string } = {}): ReportDraft {
  return ReportDraft.parse({ source: 'public_form', receivedAt: '2026-11-22T10:00:00.000Z', ...facts })
}

function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
  return 'nothing'
}

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

describe('bad input', () => {
  test('a file of no bytes is kept as an item', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    await intake.addFile(intakeId, 'empty.jpg', bytesOf())
    expect((await intake.finish(intakeId)).files).toEqual([expect.objectContaining({ status: 'new', bytes: 0, sha256: sha256('') })])
  })

  test.each(['été/ñandú.jpg', '写真/桜.png', 'صور/وردة.gif', '🌷 (1).webp', 'a\u0301\u0323.jpg'])('a name in any script is kept as it came: %s', async (name) => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    await intake.addFile(intakeId, name, bytesOf('x'))
    const zip = makeZip([{ name, content: Buffer.from('y') }, { name, content: Buffer.from('z'), unmarked: true }])
    await intake.addFile(intakeId, 'all.zip', bytesOf(zip))
    expect((await intake.finish(intakeId)).files.map((file) => file.path)).toEqual([name, `all.zip/${name}`, `all.zip/${name}`])
  })

  test.each(['/etc/passwd', '../up.jpg', 'a/../../up.jpg', 'C:\\up.jpg', 'nul\0.jpg', ''])('a name that points elsewhere is refused: %j', async (name) => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    expect(await codeOf(intake.addFile(intakeId, name, bytesOf('x')))).toBe('intake.bad_path')
  })

  test('entries of an archive that point elsewhere are refused, and the others are taken', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    const zip = makeZip([
      { name: '../../evil.jpg', content: Buffer.from('up') },
      { name: '/abs.jpg', content: Buffer.from('root') },
      { name: 'link.jpg', content: Buffer.from('/etc/passwd'), mode: 0o120777 },
      { name: 'folder/', content: Buffer.alloc(0) },
      { name: 'folder/good.jpg', content: Buffer.from('good'), deflate: true, mode: 0o100644 },
    ])
    await intake.addFile(intakeId, 'album.zip', bytesOf(zip))
    expect((await intake.finish(intakeId)).files.map((file) => [file.path, file.code ?? file.status])).toEqual([
      ['album.zip/../../evil.jpg', 'archive.bad_path'],
      ['album.zip//abs.jpg', 'archive.bad_path'],
      ['album.zip/link.jpg', 'archive.bad_path'],
      ['album.zip/folder/good.jpg', 'new'],
    ])
  })

  test('a bomb is judged by what was inflated; what came before it stays', async () => {
    const { intake, sealedFiles } = await open({
      archiveLimits: { entries: 100, totalBytes: 8e6, fileBytes: 8e6, ratio: 50, ratioFromBytes: 1e6 },
    })
    const { intakeId } = intake.start({ report: draft() })
    const zip = makeZip([
      { name: 'fine.jpg', content: Buffer.from('fine') },
      { name: 'bomb.bin', content: Buffer.alloc(6_000_000), deflate: true },
      { name: 'never.jpg', content: Buffer.from('never') },
    ])
    await intake.addFile(intakeId, 'bomb.zip', bytesOf(zip))
    const summary = await intake.finish(intakeId)
    expect(summary.files.map((file) => [file.path, file.code ?? file.status])).toEqual([
      ['bomb.zip/fine.jpg', 'new'],
      ['bomb.zip/bomb.bin', 'archive.bomb'],
    ])
    expect(await sealedFiles()).toBe(1)
  })

  test('an archive of too many files is refused as a whole', async () => {
    const { intake } = await open({ archiveLimits: { entries: 2, totalBytes: 1e6, fileBytes: 1e6, ratio: 50, ratioFromBytes: 1e6 } })
    const { intakeId } = intake.start({ report: draft() })
    const zip = makeZip([1, 2, 3].map((i) => ({ name: `${i}`, content: Buffer.from(`${i}`) })))
    await intake.addFile(intakeId, 'many.zip', bytesOf(zip))
    expect(intake.summary(intakeId).files).toEqual([expect.objectContaining({ path: 'many.zip', code: 'archive.too_many_files' })])
  })

  test('what cannot be opened is kept: an archive inside an archive, a locked one, a damaged one', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    const inner = makeZip([{ name: 'deep.jpg', content: Buffer.from('deep') }])
    await intake.addFile(intakeId, 'outer.zip', bytesOf(makeZip([{ name: 'inner.zip', content: inner }])))
    await intake.addFile(intakeId, 'locked.zip', bytesOf(makeZip([{ name: 'a.jpg', content: Buffer.from('????'), encrypted: true }])))
    await intake.addFile(intakeId, 'cut.zip', bytesOf(makeZip([{ name: 'a.jpg', content: Buffer.alloc(200, 3) }]).subarray(0, 150)))
    const broken = makeZip([{ name: 'a.jpg', content: Buffer.alloc(200, 3), deflate: true, broken: true }, { name: 'b.jpg', content: Buffer.from('b') }])
    await intake.addFile(intakeId, 'broken.zip', bytesOf(broken))
    const lying = makeZip([{ name: 'a.jpg', content: Buffer.alloc(5000, 3), deflate: true, lyingSize: 10 }])
    await intake.addFile(intakeId, 'lying.zip', bytesOf(lying))
    expect((await intake.finish(intakeId)).files.map((file) => [file.path, file.status, file.code])).toEqual([
      ['outer.zip/inner.zip', 'new', 'archive.nested'],
      ['locked.zip/a.jpg', 'refused', 'archive.encrypted'],
      ['locked.zip', 'new', 'archive.encrypted'],
      ['cut.zip', 'new', 'archive.unreadable'],
      ['broken.zip/a.jpg', 'refused', 'archive.unreadable'],
      ['broken.zip/b.jpg', 'new', null],
      ['broken.zip', 'new', 'archive.unreadable'],
      ['lying.zip/a.jpg', 'refused', 'archive.unreadable'],
      ['lying.zip', 'new', 'archive.unreadable'],
    ])
  })

  test('an office document is a file, not an archive', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    await intake.addFile(intakeId, 'letter.docx', bytesOf(makeZip([{ name: '[Content_Types].xml', content: Buffer.from('<x/>') }])))
    expect(intake.summary(intakeId).files).toEqual([expect.objectContaining({ path: 'letter.docx', status: 'new', code: null })])
  })

  test('a full disk is told, leaves nothing half, and the file may come again', async () => {
    const test = await open()
    const { intake, vault, sealedFiles } = test
    const { intakeId } = intake.start({ report: draft() })
    await intake.addFile(intakeId, 'first.jpg', bytesOf('first'))
    const seal = vault.seal
    vault.seal = () => Promise.reject(new AppError('disk.full'))
    expect(await codeOf(intake.addFile(intakeId, 'second.jpg', bytesOf('second')))).toBe('disk.full')
    vault.seal = seal
    expect(intake.summary(intakeId).files).toHaveLength(1)
    expect(await sealedFiles()).toBe(1)
    await intake.addFile(intakeId, 'second.jpg', bytesOf('second'))
    expect((await intake.finish(intakeId)).counts.new).toBe(2)
  })

  test('when the database refuses the row, the sealed bytes go too', async () => {
    const test = await open()
    const { intake, store, sealedFiles } = test
    const { intakeId } = intake.start({ report: draft() })
    store.db.exec(`create trigger no_more before insert on media begin select raise(abort, 'full'); end`)
    await expect(intake.addFile(intakeId, 'one.jpg', bytesOf('one'))).rejects.toThrow()
    expect(await sealedFiles()).toBe(0)
    store.db.exec('drop trigger no_more')
  })
})

describe('uploads', () => {
  const chunk = (offset: number, text: string): { offset: number; digest: string; bytes: Uint8Array } => ({
    offset,
    digest: sha256(text),
    bytes: Buffer.from(text),
  })

  test('chunks must follow one another and be whole; after a hiccup the offset tells where to go on', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft() })
    const { uploadId } = intake.startUpload(intakeId, { path: 'a.jpg', bytes: 6 })
    expect(await codeOf(intake.finishUpload(uploadId))).toBe('upload.incomplete')
    await intake.chunk(uploadId, chunk(0, 'abc'))
    expect(await codeOf(intake.chunk(uploadId, chunk(0, 'abc')))).toBe('upload.wrong_offset')
    expect(await codeOf(intake.chunk(uploadId, { ...chunk(3, 'def'), digest: sha256('dex') }))).toBe('upload.wrong_digest')
    expect(await codeOf(intake.chunk(uploadId, chunk(3, 'defg')))).toBe('upload.too_large')
    expect(intake.upload(uploadId).offset).toBe(3)
    await intake.chunk(uploadId, chunk(3, 'def'))
    await intake.finishUpload(uploadId)
    expect(intake.summary(intakeId).files).toEqual([expect.objectContaining({ sha256: sha256('abcdef'), bytes: 6, status: 'new' })])
    expect((await intake.finishUpload(uploadId)).offset).toBe(6)
    expect((await intake.finish(intakeId)).counts.new).toBe(1)
  })

  test('a file over 2 GiB is refused before a byte of it comes, and told in the summary', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft({ urls: ['https://a.example/'] }) })
    expect(await codeOf(() => intake.startUpload(intakeId, { path: 'big.mp4', bytes: 2 ** 31 + 1 }))).toBe('upload.too_large')
    expect((await intake.finish(intakeId)).files).toEqual([expect.objectContaining({ path: 'big.mp4', code: 'upload.too_large' })])
  })

  test('no byte of an upload under way is on the disk in clear, and none is left after', async () => {
    const { intake, dir } = await open()
    const { intakeId } = intake.start({ report: draft() })
    const canary = 'CANARY-'.repeat(149_000)
    const { uploadId } = intake.startUpload(intakeId, { path: 'big.bin', bytes: canary.length * 5 })
    for (let i = 0; i < 5; i++) await intake.chunk(uploadId, chunk(i * canary.length, canary))
    const scratch = await filesUnder(join(dir, 'scratch'))
    expect(scratch).toHaveLength(1)
    for (const file of await filesUnder(dir)) expect((await readFile(file)).includes('CANARY-CANARY')).toBe(false)
    await intake.finishUpload(uploadId)
    expect(await filesUnder(join(dir, 'scratch'))).toEqual([])
    expect(intake.summary(intakeId).files[0]?.sha256).toBe(sha256(canary.repeat(5)))
  })

  test('an upload that never came whole is told as refused when the intake is finished', async () => {
    const { intake } = await open()
    const { intakeId } = intake.start({ report: draft({ urls: ['https://a.example/'] }) })
    const { uploadId } = intake.startUpload(intakeId, { path: 'half.jpg', bytes: 6 })
    await intake.chunk(uploadId, chunk(0, 'abc'))
    expect((await intake.finish(intakeId)).files).toEqual([expect.objectContaining({ path: 'half.jpg', code: 'upload.incomplete' })])
    expect(await codeOf(() => intake.upload(uploadId))).toBe('upload.unknown')
  })
})

describe('cancel, kill, lock', () => {
  test('a cancelled intake leaves no byte in the vault and no row, but what others have too', async () => {
    const { intake, store, sealedFiles, vault } = await open()
    const kept = intake.start({ report: draft() })
    await intake.addFile(kept.intakeId, 'shared.jpg', bytesOf('shared'))
    await intake.finish(kept.intakeId)
    const { intakeId } = intake.start({ report: draft({ urls: ['https://a.example/'] }) })
    await intake.addFile(intakeId, 'shared.jpg', bytesOf('shared'))
    await intake.addFile(intakeId, 'own.jpg', bytesOf('own'))
    const under = intake.addFile(intakeId, 'slow.jpg', endless())
    const [summary] = await Promise.all([intake.cancel(intakeId), expect(under).rejects.toThrow('intake.closed')])
    expect(summary.progress.state).toBe('cancelled')
    expect(await sealedFiles()).toBe(1)
    expect(await vault.has(sha256('shared'))).toBe(true)
    expect(store.db.prepare('select (select count(*) from report) r, (select count(*) from item) i, (select count(*) from media) m').get()).toEqual({ r: 1, i: 1, m: 1 })
    expect(await codeOf(() => intake.startUpload(intakeId, { path: 'x', bytes: 1 }))).toBe('intake.closed')
  })

  test('an archive under way can be cancelled between two entries', async () => {
    const { intake, sealedFiles } = await open()
    const { intakeId } = intake.start({ report: draft() })
    const zip = makeZip(Array.from({ length: 2000 }, (_, i) => ({ name: `${i}.jpg`, content: Buffer.from(`picture ${i}`) })))
    const under = intake.addFile(intakeId, 'many.zip', bytesOf(zip)).catch((error: AppError) => error.code)
    while (intake.summary(intakeId).files.length < 5) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(intake.summary(intakeId).progress.state).toBe('unpacking')
    await intake.cancel(intakeId)
    expect(await under).toBe('intake.closed')
    expect(await sealedFiles()).toBe(0)
  })

  test('a killed process loses the file under way and no other; the next one finishes the intake', async () => {
    const first = await open()
    const { intakeId } = first.intake.start({ report: draft({ urls: ['https://a.example/'] }) })
    await first.intake.addFile(intakeId, 'one.jpg', bytesOf('one'))
    first.intake.startUpload(intakeId, { path: 'lost.jpg', bytes: 100 })
    const second = first.killAndOpenAgain()
    opened.push(second)
    await second.intake.resume()
    expect(second.events).toEqual([{ type: 'report.taken_in', payload: expect.objectContaining({ items: [expect.objectContaining({ url: 'https://a.example/' })] }) }])
    expect(second.intake.summary(intakeId)).toMatchObject({ progress: { state: 'done', files: 1 }, counts: { new: 1 } })
    await second.intake.resume()
    expect(second.events).toHaveLength(1)
  })

  test('a kill in the middle of a removal is made up for', async () => {
    const first = await open()
    const { intakeId } = first.intake.start({ report: draft() })
    await first.intake.addFile(intakeId, 'one.jpg', bytesOf('one'))
    first.store.db.prepare(`update intake set state = 'cancelled'`).run()
    const second = first.killAndOpenAgain()
    opened.push(second)
    await second.intake.resume()
    expect(await second.sealedFiles()).toBe(0)
    expect(second.store.db.prepare('select count(*) as n from report').get()).toEqual({ n: 0 })
  })

  test('items under way are in no queue and seen by no other report', async () => {
    const { intake, refreshed } = await open()
    const { intakeId } = intake.start({ report: draft() })
    await intake.addFile(intakeId, 'one.jpg', bytesOf('one'))
    expect(intake.reports.itemsOfMedia(sha256('one'))).toEqual([])
    expect(refreshed).toEqual([])
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

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    yield Buffer.alloc(1000)
  }
}

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
