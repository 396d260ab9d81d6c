import { createHash } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { drawnPixels } from '../../tests/support/made-media.ts'
import { openTestWorkstation, type TestWorkstation } from '../../tests/support/workstation.ts'
import sharp from 'sharp'
import { makeZip } from '../../tests/support/make-zip.ts'

let t: TestWorkstation
afterEach(() => t.close())

const REPORT = { report: { source: 'public_form', receivedAt: '2026-11-20T07:00:00.000Z', text: 'found this', urls: ['https://example.org/a'] } }

async function send(uploadId: string, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; at += 1024 * 1024) {
    const body = Buffer.from(bytes.subarray(at, at + 1024 * 1024))
    const headers = { 'X-Offset': String(at), 'X-Digest': createHash('sha256').update(body).digest('hex') }
    const answer = await t.request(`/api/uploads/${uploadId}`, { method: 'PUT', body, headers })
    expect(answer.status).toBe(200)
  }
}

async function upload(intakeId: string, path: string, bytes: Uint8Array): Promise<{ status: number; body: any }> {
  const { body } = await t.call('POST', `/api/intakes/${intakeId}/uploads`, { path, bytes: bytes.length })
  await send(body.uploadId, bytes)
  return t.call('POST', `/api/uploads/${body.uploadId}/finish`)
}

async function picture(seed: number): Promise<Buffer> {
  return sharp(drawnPixels(640, 480, seed), { raw: { width: 640, height: 480, channels: 3 } }).jpeg().toBuffer()
}

async function eventually<T>(read: () => Promise<T | null>): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const value = await read()
    if (value !== null) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('it did not come')
}

describe('intake by the API', () => {
  test('a picture and an archive come up in chunks, are analysed, covered, revealed and covered again', { timeout: 60_000 }, async () => {
    t = openTestWorkstation({ analyzer: 'real' })
    await t.setUp()
    const { body: started } = await t.call('POST', '/api/intakes', REPORT)
    const [one, two] = [await picture(1), await picture(2)]
    expect((await upload(started.intakeId, 'one.jpg', one)).status).toBe(200)
    const zip = makeZip([{ name: 'deep/two.jpg', content: two }, { name: '../up.jpg', content: Buffer.from('x') }, { name: 'no.jpg', content: Buffer.from('not a picture at all') }])
    await upload(started.intakeId, 'album.zip', zip)
    expect((await t.call('GET', '/api/queue')).body.total).toBe(0)
    const { body: summary } = await t.call('POST', `/api/intakes/${started.intakeId}/finish`)
    expect(summary.counts).toEqual({ new: 3, known: 0, repeated: 0, refused: 1 })

    const rows = await eventually(async () => {
      const { body } = await t.call('GET', '/api/queue')
      return body.total === 3 && body.rows.every((row: any) => row.mediaState === 'ready' || row.failure !== null) ? body.rows : null
    })
    const failed = rows.find((row: any) => row.failure !== null)
    expect(failed).toMatchObject({ mediaState: 'failed', kind: 'other', thumbnailUrl: null })
    const itemId = summary.files[0].itemId
    const { body: item } = await t.call('GET', `/api/items/${itemId}`)
    const covered = await t.request(item.media[0].coveredUrl)
    expect(Math.max(...Object.values(await sizeOf(covered)))).toBeLessThanOrEqual(160)

    const ask = { sha256: item.media[0].sha256, rung: 'full', manner: 'hold' }
    const { body: reveal } = await t.call('POST', `/api/items/${itemId}/reveals`, ask)
    expect(await sizeOf(await t.request(reveal.url))).toEqual({ width: 640, height: 480 })
    expect((await t.request(reveal.url, { headers: { Range: 'bytes=0-9' } })).status).toBe(206)
    await t.call('POST', `/api/reveals/${reveal.revealId}/end`)
    expect((await t.request(reveal.url)).status).toBe(404)
    expect((await t.call('POST', `/api/reveals/${reveal.revealId}/keep`)).status).toBe(404)
    expect((await t.call('POST', `/api/items/${failed.id}/retry`)).status).toBe(200)
    const { body: again } = await t.call('POST', `/api/items/${itemId}/reveals`, ask)
    await t.call('POST', `/api/lock`)
    await t.signIn('amelie')
    expect((await t.request(again.url)).status).toBe(404)
  })

  test('what is wrong with a request is told by its code', async () => {
    t = openTestWorkstation()
    await t.setUp()
    const { body: started } = await t.call('POST', '/api/intakes', REPORT)
    const codes = async (method: string, path: string, body?: unknown): Promise<string> => (await t.call(method, path, body)).body.error.code
    expect(await codes('POST', `/api/intakes/${started.reportId}/uploads`, { path: 'a', bytes: 1 })).toBe('intake.unknown')
    expect(await codes('POST', `/api/intakes/${started.intakeId}/uploads`, { path: '../a', bytes: 1 })).toBe('intake.bad_path')
    expect(await codes('POST', `/api/intakes/${started.intakeId}/uploads`, { path: 'a', bytes: 3e9 })).toBe('upload.too_large')
    expect(await codes('PUT', `/api/uploads/${started.intakeId}`)).toBe('request.invalid')
    expect(await codes('POST', '/api/intakes', { itemId: started.reportId })).toBe('item.unknown')
    const large = await t.request(`/api/uploads/${started.intakeId}`, { method: 'PUT', body: Buffer.alloc(1024 * 1024 + 1), headers: { 'X-Offset': '0', 'X-Digest': '' } })
    expect(large.status).toBe(413)
    expect((await t.call('DELETE', `/api/intakes/${started.intakeId}`)).body.progress.state).toBe('cancelled')
    expect(await codes('POST', `/api/intakes/${started.intakeId}/finish`)).toBe('intake.closed')
  })

  test('an intake under way at a lock is finished as it is after the next sign-in', async () => {
    t = openTestWorkstation()
    await t.setUp()
    const { body: started } = await t.call('POST', '/api/intakes', REPORT)
    await upload(started.intakeId, 'one.jpg', Buffer.from('one'))
    await t.call('POST', '/api/lock')
    await t.signIn('amelie')
    const summary = await eventually(async () => {
      const { body } = await t.call('GET', `/api/intakes/${started.intakeId}`)
      return body.progress.state === 'done' ? body : null
    })
    expect(summary.counts.new).toBe(1)
    await eventually(async () => ((await t.call('GET', '/api/queue')).body.total === 1 ? true : null))
  })
})

async function sizeOf(response: Response): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata()
  return { width, height }
}
