import { crc32, deflateSync } from 'node:zlib'
import type { Grey } from '../native/index.ts'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** 8 bits, grey; the one compression and filter method that there is, not interlaced. */
const GREY = [8, 0, 0, 0, 0]
/** The filter that keeps what differs from the pixel above. */
const UP = 2

function chunk(type: string, data: Uint8Array): Buffer {
  const whole = Buffer.alloc(data.length + 12)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  whole.set(data, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8)
  return whole
}

function header({ width, height }: Grey): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set(GREY, 8)
  return data
}

function filtered({ pixels, width, height }: Grey): Uint8Array {
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) {
    const to = y * (width + 1)
    rows[to] = UP
    for (let x = 0; x < width; x++) rows[to + 1 + x] = pixels[y * width + x]! - (y === 0 ? 0 : pixels[(y - 1) * width + x]!)
  }
  return rows
}

/** A PNG (ISO/IEC 15948) of a small grey picture: for one of 80 px, sharp takes longer to begin than this to end. */
export function pngOfGrey(grey: Grey): Uint8Array<ArrayBuffer> {
  const data = deflateSync(filtered(grey), { level: 1 })
  return new Uint8Array(Buffer.concat([SIGNATURE, chunk('IHDR', header(grey)), chunk('IDAT', data), chunk('IEND', new Uint8Array())]))
}
