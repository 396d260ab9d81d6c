import { crc32, deflateRawSync } from 'node:zlib'

/** Zips for tests, also such as no tool writes. */
export interface ZipEntry {
  readonly name: string | Uint8Array
  readonly content: Uint8Array
  /** Stored unless said otherwise. */
  readonly deflate?: boolean
  readonly encrypted?: boolean
  /** Unix mode with its type bits. */
  readonly mode?: number
  /** What the headers say instead of the content's length. */
  readonly lyingSize?: number
  /** The name is not marked as UTF-8. */
  readonly unmarked?: boolean
  /** Overwrites the packed bytes. */
  readonly broken?: boolean
}

export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const name = typeof entry.name === 'string' ? Buffer.from(entry.name, 'utf8') : Buffer.from(entry.name)
    const packed = entry.deflate === true ? deflateRawSync(entry.content, { level: 9 }) : Buffer.from(entry.content)
    const locked = entry.encrypted === true ? Buffer.concat([Buffer.alloc(12, 1), packed]) : packed
    if (entry.broken === true) packed.fill(0xff)
    const flags = (entry.unmarked === true ? 0 : 0x800) | (entry.encrypted === true ? 1 : 0)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(entry.deflate === true ? 8 : 0, 4)
    shared.writeUInt32LE(crc32(entry.content), 10)
    shared.writeUInt32LE(locked.length, 14)
    shared.writeUInt32LE(entry.lyingSize ?? entry.content.length, 18)
    shared.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004', 'latin1'), shared, name, locked])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0) << 16) >>> 0, 6)
    tail.writeUInt32LE(offset, 10)
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002', 'latin1'), Buffer.from([20, 3]), shared, tail, name]))
    locals.push(local)
    offset += local.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006', 0, 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, directory, end])
}
