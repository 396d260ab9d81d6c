import { describe, expect, test } from 'vitest'
import { CHUNK_LIMIT } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { sha256Hex } from './digest.ts'
import { Unreachable } from './problem.ts'
import { upload } from './upload.ts'
import type { UploadLine } from './upload.ts'

/** A core that keeps what it took, and a connection that fails as told, before or after the core took the chunk. */
function core(failures: ('before' | 'after' | 'garbled' | null)[]): UploadLine & { held: number[] } {
  const held: number[] = []
  return {
    held,
    send: async (uploadId, { octets, offset, digest }) => {
      const failure = failures.shift() ?? null
      if (failure === 'before') throw new Unreachable('lost')
      if (failure === 'garbled') throw new AppError('upload.wrong_digest')
      if (offset !== held.length) throw new AppError('upload.wrong_offset')
      expect(digest).toBe(await sha256Hex(octets))
      for (const octet of new Uint8Array(octets)) held.push(octet)
      if (failure === 'after') throw new Unreachable('lost')
      return { uploadId, offset: held.length }
    },
    where: async (uploadId) => ({ uploadId, offset: held.length }),
    digest: sha256Hex,
    wait: async () => {},
  }
}

const size = CHUNK_LIMIT + 5000
const file = new File([Uint8Array.from({ length: size }, (_, index) => index % 251)], 'a.bin')
const begun = { uploadId: 'u', offset: 0 }

describe('an upload', () => {
  test('goes on from where the core has it, whether the chunk or its answer was lost', async () => {
    const line = core(['before', 'after', 'garbled', null])
    const seen: number[] = []
    expect(await upload(line, file, begun, (offset) => seen.push(offset), () => false)).toBe(true)
    expect(line.held.length).toBe(size)
    expect(line.held.every((byte, index) => byte === index % 251)).toBe(true)
    expect(seen.at(-1)).toBe(size)
  })

  test('gives up after five tries in a row and can be taken up again', async () => {
    const line = core([null, 'before', 'before', 'before', 'before', 'before', 'before'])
    await expect(upload(line, file, begun, () => {}, () => false)).rejects.toThrow(Unreachable)
    expect(line.held.length).toBe(CHUNK_LIMIT)
    expect(await upload(line, file, { uploadId: 'u', offset: CHUNK_LIMIT }, () => {}, () => false)).toBe(true)
    expect(line.held.length).toBe(size)
  })

  test('stops when it is cancelled and does not pass for whole', async () => {
    const line = core([])
    let chunks = 0
    expect(await upload(line, file, begun, () => (chunks += 1), () => chunks > 0)).toBe(false)
    expect(line.held.length).toBe(CHUNK_LIMIT)
  })

  test('of a file that cannot be read says so and does not try again', async () => {
    const gone = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) }
    await expect(upload(core([]), gone, begun, () => {}, () => false)).rejects.toMatchObject({ code: 'file.unreadable' })
  })
})
