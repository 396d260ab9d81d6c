import type * as files from 'node:fs/promises'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openVault } from './vault.ts'

/** A disk with room for so many writes. */
const disk = vi.hoisted(() => ({ room: Number.POSITIVE_INFINITY }))
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof files>()
  const refuse = (): never => {
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
  }
  const open: typeof real.open = async (...args) => {
    const handle = await real.open(...args)
    const { appendFile, sync } = handle
    handle.appendFile = (...data) => (disk.room-- > 0 ? appendFile.apply(handle, data) : refuse())
    handle.sync = () => (disk.room-- > 0 ? sync.apply(handle) : refuse())
    return handle
  }
  return { ...real, open }
})

test('a disk that is full at any write of a seal is told as such and nothing stays', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'paravent-full-'))
  const vault = openVault({ dir, key: new Uint8Array(32) })
  async function* source(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(200_000)
  }
  for (let room = 0; room < 6; room += 1) {
    disk.room = room
    await expect(vault.seal(source()), `room for ${room} writes`).rejects.toThrow('disk.full')
    expect(readdirSync(join(dir, 'incoming'))).toEqual([])
  }
  disk.room = Number.POSITIVE_INFINITY
  expect((await vault.seal(source())).new).toBe(true)
  rmSync(dir, { recursive: true })
})
