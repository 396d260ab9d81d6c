import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sha256 } from '../../tests/support/chain.ts'
import { codeOf, draft, intakesOfTests } from '../../tests/support/test-intake.ts'

const { open } = intakesOfTests()

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

async function filesUnder(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}
