import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'
import type { Sharp } from 'sharp'

/** Harmless pictures and videos that tests make themselves. */

/** RGB pixels with edges and fine lines at several scales. */
export function drawnPixels(width: number, height: number, seed = 1): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const tile = (Math.floor((x * 7) / width) * 31 + Math.floor((y * 5) / height) * 17 + seed * 13) % 7
      const line = (x * 2 + y * 3 * seed) % 23 < 3 ? 90 : 0
      for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = Math.min(255, tile * 22 + line + ((c * x * 40) / width))
    }
  }
  return data
}

export function drawn(width: number, height: number, seed = 1): Sharp {
  return sharp(drawnPixels(width, height, seed), { raw: { width, height, channels: 3 } })
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const chunk = Buffer.alloc(body.length + 8)
  chunk.writeUInt32BE(data.length, 0)
  body.copy(chunk, 4)
  chunk.writeUInt32BE(crc32(body), chunk.length - 4)
  return chunk
}

/** A grey PNG that claims these sides, with `idat` as its compressed lines (none: only the claim). */
export function pngClaiming(width: number, height: number, idat: Uint8Array = new Uint8Array()): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, pngChunk('IHDR', header), pngChunk('IDAT', idat), pngChunk('IEND', new Uint8Array())])
}

/** A few kilobytes that unpack to `width` × `height` honest pixels. */
export function bombPng(width: number, height: number): Uint8Array {
  return pngClaiming(width, height, deflateSync(Buffer.alloc((width + 1) * height), { level: 9 }))
}

/** A Windows bitmap of 24 bits: rows from the bottom up, blue first, padded to four bytes. */
export function bitmapOf(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const row = Math.ceil((width * 3) / 4) * 4
  const file = Buffer.alloc(54 + row * height)
  file.write('BM', 0, 'latin1')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(54, 10)
  file.writeUInt32LE(40, 14)
  file.writeInt32LE(width, 18)
  file.writeInt32LE(height, 22)
  file.writeUInt16LE(1, 26)
  file.writeUInt16LE(24, 28)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) file[54 + (height - 1 - y) * row + x * 3 + c] = rgb[(y * width + x) * 3 + 2 - c]!
    }
  }
  return file
}

const call = promisify(execFile)

/** A video of ffmpeg's own sources; `args` come between the inputs and the output's name. */
export async function madeVideo(name: string, inputs: string[], args: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'paravent-made-'))
  try {
    const target = join(folder, name)
    const sources = inputs.flatMap(input => ['-f', 'lavfi', '-i', input])
    await call('ffmpeg', ['-v', 'error', '-nostdin', '-y', ...sources, ...args, '-flags', '+bitexact', target])
    return new Uint8Array(await readFile(target))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The same video with another rotation written into its header. */
export async function rotatedVideo(degreesClockwise: number): Promise<Uint8Array<ArrayBuffer>> {
  const video = await madeVideo('a.mp4', ['testsrc=s=320x180:r=10:d=2'], ['-pix_fmt', 'yuv420p'])
  const at = Buffer.from(video).indexOf('tkhd') + 4 + 40
  const matrices: Record<number, number[]> = { 90: [0, 1, -1, 0], 180: [-1, 0, 0, -1], 270: [0, -1, 1, 0] }
  const [a, b, c, d] = matrices[degreesClockwise]!
  const view = new DataView(video.buffer, video.byteOffset + at)
  const write = (offset: number, value: number): void => view.setInt32(offset, value * 0x10000)
  write(0, a!)
  write(4, b!)
  write(12, c!)
  write(16, d!)
  return video
}
