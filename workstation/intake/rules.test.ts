import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { makeZip } from '../../tests/support/make-zip.ts'
import { ARCHIVE_LIMITS, isBomb, looksLikeZip, refusalOfEntry } from './archive-rules.ts'
import type { ByteSource } from './byte-source.ts'
import { createGate } from './gate.ts'
import { isSafePath } from './file-names.ts'
import { nextReference, placeOfFile, statusOfFile } from './report-items.ts'
import { unpack } from './unpack.ts'
import { hostOf, readAddress, readAddresses } from './urls.ts'

describe('addresses', () => {
  test.each([
    ['HTTP://Example.ORG:80/a/../b#top', 'http://example.org/b'],
    ['  https://example.org  ', 'https://example.org/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://example.org/%7euser?b=2&a=1', 'https://example.org/%7euser?b=2&a=1'],
  ])('%s is the same as %s', (one, other) => {
    expect(readAddress(one)?.digest).toBe(readAddress(other)?.digest)
  })

  test.each([
    ['https://example.org/a', 'http://example.org/a'],
    ['https://example.org/a', 'https://www.example.org/a'],
    ['https://example.org/a', 'https://example.org/a/'],
    ['https://example.org/?a=1&b=2', 'https://example.org/?b=2&a=1'],
    ['https://example.org/A', 'https://example.org/a'],
    ['https://example.org:8443/', 'https://example.org/'],
  ])('%s is not the same as %s', (one, other) => {
    expect(readAddress(one)?.digest).not.toBe(readAddress(other)?.digest)
  })

  test('a text that is no address is kept as it is, and recognised again', () => {
    expect(readAddress(' the chat of 3 May ')).toMatchObject({ url: 'the chat of 3 May', normalised: 'the chat of 3 May' })
    expect(readAddress('   ')).toBeNull()
    expect(hostOf('mailto:someone')).toBeNull()
  })

  test('normalising again changes nothing, and each address is named once', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string()), (text) => {
        const address = readAddress(text)
        if (address === null) return
        expect(readAddress(address.normalised)?.digest).toBe(address.digest)
        expect(readAddresses([text, address.normalised, text])).toHaveLength(1)
      }),
    )
  })
})

describe('items', () => {
  const address = (url: string) => readAddress(url)!
  test('one file fills the item of the only address, the next ones are items under it; otherwise files stand alone', () => {
    const only = [address('https://a.example/')]
    expect(placeOfFile(only, 'first')).toEqual({ kind: 'fill', itemId: 'first' })
    expect(placeOfFile(only, null)).toEqual({ kind: 'new', address: only[0] })
    expect(placeOfFile([], null)).toEqual({ kind: 'new', address: null })
    expect(placeOfFile([...only, address('https://b.example/')], null)).toEqual({ kind: 'new', address: null })
  })

  test('a file is repeated before it is known', () => {
    expect(statusOfFile({ inThisIntake: true, here: true })).toBe('repeated')
    expect(statusOfFile({ inThisIntake: false, here: true })).toBe('known')
    expect(statusOfFile({ inThisIntake: false, here: false })).toBe('new')
  })

  test.each([
    [null, '2026-00001'],
    ['2026-00041', '2026-00042'],
    ['2026-99999', '2026-100000'],
    ['2026-00041-B', '2026-00042'],
  ])('after %s comes %s', (highest, next) => {
    expect(nextReference(2026, highest)).toBe(next)
  })
})

describe('archives', () => {
  test('a path that is safe never leaves its folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', 'a', '', 'C:', '\0'), { maxLength: 6 }), (parts) => {
        const path = parts.join('/')
        if (!isSafePath(path)) return
        let depth = 0
        for (const part of parts) depth += part === '..' ? -1 : 1
        expect(depth).toBeGreaterThanOrEqual(0)
        expect(path.startsWith('/') || path.includes('\0')).toBe(false)
      }),
    )
  })

  test('devices, pipes and links are refused, plain files are not', () => {
    const entry = { name: 'a', encrypted: false, decodable: true }
    expect([0, 0o100644, 0o120777, 0o020666, 0o010644, 0o060660].map((unixMode) => refusalOfEntry({ ...entry, unixMode }))).toEqual([
      null, null, 'archive.bad_path', 'archive.bad_path', 'archive.bad_path', 'archive.bad_path',
    ])
  })

  test('what inflates to more than 4 GiB, or a hundredfold beyond 64 MiB, is a bomb', () => {
    const MiB = 1024 ** 2
    expect(isBomb(60 * MiB, 1, ARCHIVE_LIMITS)).toBe(false)
    expect(isBomb(70 * MiB, MiB, ARCHIVE_LIMITS)).toBe(false)
    expect(isBomb(101 * MiB, MiB, ARCHIVE_LIMITS)).toBe(true)
    expect(isBomb(4096 * MiB + 1, 4096 * MiB, ARCHIVE_LIMITS)).toBe(true)
  })

  test('whatever is done to an archive, unpacking ends with entries or with a code', async () => {
    const zip = makeZip([
      { name: 'a.jpg', content: Buffer.alloc(500, 'picture'), deflate: true },
      { name: 'b/c.jpg', content: Buffer.from('stored') },
      { name: 'd.jpg', content: Buffer.alloc(300, 7), deflate: true },
    ])
    const edits = fc.array(fc.record({ at: fc.nat({ max: zip.length - 1 }), byte: fc.nat({ max: 255 }) }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(edits, fc.nat({ max: zip.length }), async (changes, cut) => {
        const bytes = Buffer.from(zip)
        for (const { at, byte } of changes) bytes[at] = byte
        expect(await namesIn(sourceOf(bytes.subarray(0, cut % 3 === 0 ? cut : bytes.length)))).toBeDefined()
      }),
      { numRuns: 300 },
    )
  })

  test('only a local header makes an archive, and a document is none', () => {
    expect(looksLikeZip(makeZip([{ name: 'a.jpg', content: Buffer.from('a') }]))).toBe(true)
    expect(looksLikeZip(makeZip([{ name: 'mimetype', content: Buffer.from('application/epub+zip') }]))).toBe(false)
    expect(looksLikeZip(makeZip([]))).toBe(false)
    expect(looksLikeZip(Buffer.from('PK'))).toBe(false)
  })
})

describe('the gate', () => {
  test('a removal runs alone, after the seals before it and before those after it', async () => {
    const gate = createGate()
    const log: string[] = []
    const slow = (name: string) => async (): Promise<void> => {
      log.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 5))
      log.push(`${name} ends`)
    }
    const failing = gate.shared(() => Promise.reject(new Error('no')))
    await Promise.all([expect(failing).rejects.toThrow('no'), gate.shared(slow('a')), gate.shared(slow('b')), gate.alone(slow('removal')), gate.shared(slow('c'))])
    expect(log).toEqual(['a begins', 'b begins', 'a ends', 'b ends', 'removal begins', 'removal ends', 'c begins', 'c ends'])
  })
})

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    bytes: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end)
    },
  }
}

async function namesIn(source: ByteSource): Promise<string[]> {
  const names: string[] = []
  try {
    for await (const entry of unpack(source, ARCHIVE_LIMITS)) names.push(await nameOf(entry))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    names.push(error.code)
  }
  return names
}

async function nameOf(entry: Awaited<ReturnType<ReturnType<typeof unpack>['next']>>['value']): Promise<string> {
  if (entry.kind === 'refused') return entry.code
  try {
    for await (const piece of entry.content) expect(piece.length).toBeGreaterThan(0)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error.code
  }
  return entry.name
}
