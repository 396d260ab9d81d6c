import { fileTypeFromBuffer } from 'file-type'
import type { ErrorCode } from '../contract/error.ts'
import { textTypeOf } from './text-type.ts'

/** Bytes of the head that are looked at. */
export const HEAD_BYTES = 64 * 1024

export type Sniffed =
  /** `format` is the name under which sharp must meet it; `bmp` goes through ffmpeg first. */
  | { kind: 'image'; contentType: string; format: string; failure: null }
  /** `demuxer` is the only one of ffmpeg's that may open it. */
  | { kind: 'video'; contentType: string; demuxer: string; failure: null }
  | { kind: 'image' | 'video' | 'other'; contentType: string; failure: ErrorCode }

const PICTURES: Record<string, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/tiff': 'tiff',
  'image/avif': 'heif',
  'image/bmp': 'bmp',
}

const VIDEOS: Record<string, string> = {
  'video/mp4': 'mov',
  'video/quicktime': 'mov',
  'video/x-m4v': 'mov',
  'video/3gpp': 'mov',
  'video/3gpp2': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/vnd.avi': 'avi',
  'video/x-ms-asf': 'asf',
  'video/x-flv': 'flv',
  'video/mp2t': 'mpegts',
  'video/mp1s': 'mpeg',
  'video/mp2p': 'mpeg',
  'video/mpeg': 'mpeg',
  'video/ogg': 'ogg',
}

/**
 * A second language spoken in the first KiB: files that are a picture to one reader and a page, script, playlist or
 * document to another. Bytes appended after a whole picture are not looked for: cameras append, and only the picture is decoded.
 */
const SECOND_HEADS = ['%pdf-', '<script', '<html', '<!doctype', '<svg', '<?php', '#extm3u', 'ffconcat']

function speaksTwice(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 1024)).toString('latin1').toLowerCase()
  return SECOND_HEADS.some(mark => text.includes(mark))
}

/** The type by the bytes alone; the name of a file is never asked. `total` is the length of the whole file. */
export async function sniff(head: Uint8Array, total: number): Promise<Sniffed> {
  if (total === 0) return { kind: 'other', contentType: 'application/octet-stream', failure: 'file.empty' }
  const contentType = (await fileTypeFromBuffer(head))?.mime.toLowerCase() ?? typeBySignature(head)
  const text = textTypeOf(head)
  if (text) return { kind: 'other', contentType: documentType(contentType) ?? text, failure: 'file.unsupported_type' }
  if (!contentType) return { kind: 'other', contentType: 'application/octet-stream', failure: 'file.unknown_type' }
  if (speaksTwice(head)) return { kind: 'other', contentType, failure: 'file.unsupported_type' }
  return byContentType(contentType)
}

/** file-type follows offsets that may point beyond the head (a TIFF's directory, what stands before a PNG's pixels); signatures do not. */
const SIGNATURES: [hex: string, contentType: string][] = [
  ['ffd8ff', 'image/jpeg'],
  ['89504e470d0a1a0a', 'image/png'],
  ['49492a00', 'image/tiff'],
  ['4d4d002a', 'image/tiff'],
]

function typeBySignature(head: Uint8Array): string | undefined {
  const start = Buffer.from(head.subarray(0, 16)).toString('hex')
  return SIGNATURES.find(([signature]) => start.startsWith(signature))?.[1]
}

/** What is written as text may be a known kind of document, but no picture and no video, whatever its first letters are. */
function documentType(contentType: string | undefined): string | null {
  return contentType === undefined || contentType === 'application/xml' || /^(image|video|audio)\//.test(contentType) ? null : contentType
}

function byContentType(contentType: string): Sniffed {
  const format = PICTURES[contentType]
  if (format) return { kind: 'image', contentType, format, failure: null }
  const demuxer = VIDEOS[contentType]
  if (demuxer) return { kind: 'video', contentType, demuxer, failure: null }
  const family = contentType.split('/')[0]
  const kind = family === 'image' || family === 'video' ? family : 'other'
  return { kind, contentType, failure: 'file.unsupported_type' }
}
