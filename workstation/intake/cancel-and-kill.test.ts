import { describe, expect, test } from 'vitest'
import type { AppError } from '../../contract/error.ts'
import { sha256 } from '../../tests/support/chain.ts'
import { makeZip } from '../../tests/support/make-zip.ts'
import { bytesOf, codeOf, draft, intakesOfTests } from '../../tests/support/test-intake.ts'

const { open, closeAfter } = intakesOfTests()

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
    const second = closeAfter(first.killAndOpenAgain())
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
    const second = closeAfter(first.killAndOpenAgain())
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

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2))
    yield Buffer.alloc(1000)
  }
}
