/** What the first bytes of a picture or video say it is. Only formats that our own analyzer writes. */
export interface PictureHead {
  readonly contentType: 'image/jpeg' | 'image/png' | 'image/webp' | 'video/mp4'
  /** Pixels; null for a video, whose size is not read here. */
  readonly width: number | null
  readonly height: number | null
}

/** Null where it is none of ours, or moves (an animated picture is no still derivative), or ends before its size is told. */
export function readPictureHead(bytes: Uint8Array): PictureHead | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 30) return null
  if (view.getUint32(0) === 0x89504e47) return readPng(view)
  if (view.getUint16(0) === 0xffd8) return readJpeg(view)
  if (view.getUint32(0) === 0x52494646 && view.getUint32(8) === 0x57454250) return readWebp(view)
  if (view.getUint32(4) === 0x66747970) return { contentType: 'video/mp4', width: null, height: null }
  return null
}

/** PNG: IHDR is the first chunk. */
function readPng(view: DataView): PictureHead | null {
  if (view.getUint32(12) !== 0x49484452) return null
  return { contentType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) }
}

/** JPEG: the first start-of-frame marker (ITU-T T.81, table B.1: C0 … CF but DHT, JPG and DAC). */
function readJpeg(view: DataView): PictureHead | null {
  for (let at = 2; at + 9 < view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null
    const marker = view.getUint8(at + 1)
    if (marker === 0xff) at += 1
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return { contentType: 'image/jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    } else at += 2 + view.getUint16(at + 2)
  }
  return null
}

/** WebP container specification: a simple lossy or lossless file, or an extended one without animation. */
function readWebp(view: DataView): PictureHead | null {
  const chunk = view.getUint32(12)
  if (chunk === 0x56503820) {
    return { contentType: 'image/webp', width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
  }
  if (chunk === 0x5650384c) {
    const bits = view.getUint32(21, true)
    return { contentType: 'image/webp', width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  const animated = (view.getUint8(20) & 0x02) !== 0
  if (chunk !== 0x56503858 || animated) return null
  return { contentType: 'image/webp', width: (view.getUint32(24, true) & 0xffffff) + 1, height: (view.getUint32(26, true) >>> 8) + 1 }
}

/** Whether reported bytes begin like a still picture: then the short time limit holds. It decides nothing else. */
export function beginsLikePicture(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, 12)).toString('latin1')
  return /^(\xff\xd8\xff|\x89PNG|GIF8|BM|II\*\0|MM\0\*)/s.test(text) || (text.startsWith('RIFF') && text.endsWith('WEBP'))
}
