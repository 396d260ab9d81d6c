import { describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { sha256 } from '../../tests/support/chain.ts'
import { makeZip } from '../../tests/support/make-zip.ts'
import { bytesOf, codeOf, draft, intakesOfTests } from '../../tests/support/test-intake.ts'

const { open } = intakesOfTests()

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
