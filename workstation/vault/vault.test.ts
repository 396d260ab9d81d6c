import { createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createScratch } from './scratch.ts'
import { CHUNK, HEADER, TAG } from './sealed-format.ts'
import { openVault, type Vault } from './vault.ts'

const KEY = new Uint8Array(32).fill(3)
let dir = ''
let vault: Vault
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'paravent-vault-'))
  vault = openVault({ dir, key: KEY })
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function* inPieces(content: Uint8Array, sizes: readonly number[] = [content.length]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let i = 0; at < content.length; i += 1) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1)
    yield content.subarray(at, at + size)
    at += size
  }
}

async function all(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of source) pieces.push(piece)
  return Buffer.concat(pieces)
}

const sealedFiles = (): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name)).filter((name) => statSync(name).isFile())
const theFile = (): string => sealedFiles()[0] ?? ''
const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex')
/** Bytes that differ from place to place, so that a swap shows. */
const content = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7 + (i >> 16)) & 255))

const SIZES = [0, 1, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 77]

describe('the vault', () => {
  test('gives back what was sealed, whole and in any range, however it came', async () => {
    for (const size of SIZES) {
      const plain = content(size)
      const pieces = [[1 + size], [4096, 1, 70_000], [CHUNK]]
      const { sha256: name, bytes } = await vault.seal(inPieces(plain, pieces[size % 3]))
      expect({ name, bytes }).toEqual({ name: sha256(plain), bytes: size })
      expect(await vault.bytes(name)).toBe(size)
      expect(plain.equals(await all(vault.read(name)))).toBe(true)
      await fc.assert(
        fc.asyncProperty(fc.nat(size), fc.nat(size), async (a, b) => {
          const range = { start: Math.min(a, b), end: Math.max(a, b) }
          expect(plain.subarray(range.start, range.end).equals(await all(vault.read(name, range)))).toBe(true)
        }),
        { numRuns: 25 },
      )
    }
  })

  test('seals any bytes in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300_000, size: 'max' }), fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 }), async (plain, sizes) => {
        const { sha256: name } = await vault.seal(inPieces(plain, sizes))
        expect(name).toBe(sha256(plain))
        expect(sha256(await all(vault.read(name)))).toBe(name)
      }),
      { numRuns: 20 },
    )
  })

  test('keeps the same bytes once, also when they come at the same time', async () => {
    const plain = content(100_000)
    const sealed = await Promise.all([1, 2, 3].map(() => vault.seal(inPieces(plain))))
    expect(sealed.filter((it) => it.new)).toHaveLength(1)
    expect((await vault.seal(inPieces(plain))).new).toBe(false)
    expect(sealedFiles()).toHaveLength(1)
  })

  test('shows neither content nor fingerprint on disk', async () => {
    const plain = Buffer.from('canary-harbour '.repeat(20_000))
    const { sha256: name } = await vault.seal(inPieces(plain))
    expect(sealedFiles().join()).not.toContain(name)
    for (const file of sealedFiles()) expect(readFileSync(file).includes('canary')).toBe(false)
  })

  test('a flipped bit anywhere is found, in header, chunk, tag or end', async () => {
    const { sha256: name } = await vault.seal(inPieces(content(2 * CHUNK + 500)))
    const file = theFile()
    const good = readFileSync(file)
    const everyPart = [...Array(HEADER).keys(), HEADER, HEADER + CHUNK, HEADER + CHUNK + TAG - 1, good.length - TAG - 1, good.length - 1]
    const anywhere = Array.from({ length: 60 }, () => randomBytes(4).readUInt32BE() % good.length)
    for (const at of [...everyPart, ...anywhere]) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8))
      writeFileSync(file, bad)
      await expect(all(vault.read(name)), `byte ${at}`).rejects.toThrow('vault.damaged')
    }
    writeFileSync(file, good)
    expect((await all(vault.read(name))).length).toBe(2 * CHUNK + 500)
  })

  test('a cut or lengthened end is found even by a read of the beginning', async () => {
    const { sha256: name } = await vault.seal(inPieces(content(3 * CHUNK)))
    const file = theFile()
    const good = readFileSync(file)
    const sealedChunk = CHUNK + TAG
    for (const length of [0, 5, HEADER, HEADER + TAG, HEADER + sealedChunk, HEADER + 2 * sealedChunk, good.length - 1]) {
      writeFileSync(file, good.subarray(0, length))
      await expect(all(vault.read(name, { start: 0, end: 1 })), `cut at ${length}`).rejects.toThrow('vault.damaged')
    }
    writeFileSync(file, Buffer.concat([good, good.subarray(-sealedChunk)]))
    await expect(vault.bytes(name)).rejects.toThrow('vault.damaged')
  })

  test('chunks in another order, of another file, and one file under the name of another are found', async () => {
    const first = await vault.seal(inPieces(content(3 * CHUNK)))
    const file = theFile()
    const second = await vault.seal(inPieces(Buffer.from(content(3 * CHUNK).map((byte) => byte ^ 255))))
    const other = sealedFiles().find((it) => it !== file) ?? ''
    const [good, foreign] = [readFileSync(file), readFileSync(other)]
    const chunk = (bytes: Buffer, i: number): Buffer => bytes.subarray(HEADER + i * (CHUNK + TAG), HEADER + (i + 1) * (CHUNK + TAG))
    const head = good.subarray(0, HEADER)
    const forgeries = {
      reordered: Buffer.concat([head, chunk(good, 1), chunk(good, 0), chunk(good, 2)]),
      mixed: Buffer.concat([head, chunk(good, 0), chunk(foreign, 1), chunk(good, 2)]),
      swapped: foreign,
    }
    for (const [how, bytes] of Object.entries(forgeries)) {
      writeFileSync(file, bytes)
      await expect(all(vault.read(first.sha256)), how).rejects.toThrow('vault.damaged')
    }
    expect(await vault.bytes(second.sha256)).toBe(3 * CHUNK)
  })

  test('a source that fails leaves nothing, and so does a stop in the middle', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield content(200_000)
      throw new Error('the upload broke off')
    }
    await expect(vault.seal(failing())).rejects.toThrow('the upload broke off')
    expect(sealedFiles()).toEqual([])
    writeFileSync(join(dir, 'incoming', 'half'), 'left by a kill')
    openVault({ dir, key: KEY })
    expect(sealedFiles()).toEqual([])
  })

  test('what is not there is told as missing, and removed once is removed', async () => {
    const { sha256: name } = await vault.seal(inPieces(content(10)))
    expect(await vault.has(name)).toBe(true)
    await vault.remove(name)
    await vault.remove(name)
    expect(await vault.has(name)).toBe(false)
    await expect(vault.bytes(name)).rejects.toThrow('vault.missing')
  })

  test('a reader that leaves early lets go of the file', async () => {
    const { sha256: name } = await vault.seal(inPieces(content(5 * CHUNK)))
    const open = (): number => readdirSync('/proc/self/fd').length
    const before = open()
    for (let i = 0; i < 50; i += 1) for await (const piece of vault.read(name)) if (piece.length > 0) break
    expect(open()).toBeLessThanOrEqual(before + 2)
  })
})

describe('scratch files', () => {
  test('are AES-128-CBC under a key of their own, and go with their job', async () => {
    const scratch = createScratch({ dir: join(dir, 'scratch') })
    const plain = content(150_001)
    const job = scratch.job()
    const file = await job.writeSealed(inPieces(plain, [7777]))
    const again = await job.writeSealed(inPieces(plain))
    const decipher = createDecipheriv('aes-128-cbc', Buffer.from(file.key, 'hex'), Buffer.from(file.iv, 'hex'))
    expect(Buffer.concat([decipher.update(readFileSync(file.path)), decipher.final()]).equals(plain)).toBe(true)
    expect(file.bytes).toBe(plain.length)
    expect(again.key).not.toBe(file.key)
    await job.dispose()
    expect(readdirSync(join(dir, 'scratch'))).toEqual([])
  })

  test('that a crash left are removed at the next start', async () => {
    const at = join(dir, 'scratch')
    await createScratch({ dir: at }).job().writeSealed(inPieces(content(10)))
    expect(readdirSync(at)).toHaveLength(1)
    createScratch({ dir: at })
    expect(readdirSync(at)).toEqual([])
  })
})
