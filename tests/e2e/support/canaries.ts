import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { binaryNeedles, textNeedles, type Needle } from '../../support/byte-scan.ts'
import { bitmapOf } from '../../support/made-media.ts'
import { grainy } from '../../support/made-pictures.ts'
import { makeZip } from '../../support/make-zip.ts'

/** Material of which every part can be recognised wherever it lies: words that are nowhere else, and pictures full of grain. */
export interface Canaries {
  /** What a person types or a report says, by what it is. */
  readonly words: Record<string, string>
  /** The folder with the reported files. */
  readonly folder: string
  readonly zip: string
  /** A video that waits on the disk while it comes in, but reaches the analyzer by its pipe. */
  readonly video: string
  readonly list: string
  /** A folder of more pictures, small ones, each with words of its own. */
  readonly more: string
  /** What comes by the hub instead: a picture, and a video too large for the pipe. */
  readonly ofHub: readonly { bytes: Uint8Array; sha256: string; name: string }[]
  readonly needles: readonly Needle[]
  /** Windows of the reported files' bytes alone. */
  readonly fileNeedles: readonly Needle[]
}

const call = promisify(execFile)
const WORDS = ['text', 'address', 'contact', 'folder', 'file', 'entry', 'metadata', 'comment', 'tag', 'reason', 'search', 'hubtext', 'hubaddress', 'hubcontact', 'hubfile', 'source', 'badrow'] as const
/** Windows of each file's bytes. */
const OF_FILE = 16
const OF_SMALL_FILE = 4

/** @param count of the small pictures besides */
export async function makeCanaries(root: string, count: number): Promise<Canaries> {
  const word = (name: string): string => `canary${name}${randomBytes(6).toString('hex')}`
  const words = Object.fromEntries(WORDS.map((name) => [name, word(name)])) as Record<(typeof WORDS)[number], string>
  const small = await makeMore(join(root, 'more'), count, word)
  const folder = join(root, `album ${words.folder}`)
  await mkdir(folder, { recursive: true })
  const exif = (text: string) => ({ IFD0: { ImageDescription: text } })
  const seeds = [11, 12, 13, 14, 15, 16].map((seed) => grainy(seed))
  const raw = await Promise.all(seeds.map((picture) => picture.clone().raw().toBuffer()))
  const files: Record<string, Uint8Array> = {
    [`${words.file}.png`]: await seeds[0]!.png().withExif(exif(words.metadata)).toBuffer(),
    'a.jpg': await seeds[1]!.jpeg({ quality: 90 }).withExif(exif(words.tag)).toBuffer(),
    'b.webp': await seeds[2]!.webp({ quality: 80 }).toBuffer(),
    // Its pixels lie in it as they are.
    'c.bmp': bitmapOf(raw[3]!, 640, 480),
  }
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes)
  const inZip = await seeds[4]!.png().toBuffer()
  const zip = join(root, 'album.zip')
  await writeFile(zip, makeZip([{ name: `${words.entry}/${words.entry}.png`, content: inZip }, { name: `${words.entry}/notes.txt`, content: Buffer.from(`${words.text} in an entry`.repeat(50)), deflate: true }]))
  const video = join(root, 'clip.mp4')
  await makeVideo(video, 30, 25, ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '34', '-pix_fmt', 'yuv420p', '-metadata', `comment=${words.comment}`])
  const large = join(root, 'large.avi')
  await makeVideo(large, 7.5, 10, ['-c:v', 'rawvideo', '-pix_fmt', 'bgr24'])
  const list = join(root, 'list.csv')
  await writeFile(list, `algorithm,value,classification,source_reference,added,expires\nmd5,${'a'.repeat(32)},A,${words.source},,\nmd5,${words.badrow},A,x,,\n`)
  const hubPicture = join(root, `${words.hubfile}.jpg`)
  await writeFile(hubPicture, await seeds[5]!.jpeg({ quality: 85 }).toBuffer())
  const alone = await Promise.all([video, large, hubPicture].map(async (path) => [path.slice(root.length + 1), await readFile(path)] as const))
  const all = [...Object.entries(files), ['entry.png', inZip] as const, ...alone]
  const fileNeedles = [
    ...all.flatMap(([name, content]) => binaryNeedles(name, content, OF_FILE)),
    ...small.flatMap(({ name, content }) => binaryNeedles(name, content, OF_SMALL_FILE)),
  ]
  const needles = [
    ...Object.entries(words).flatMap(([name, text]) => textNeedles(name, text)),
    ...small.flatMap(({ name, tag }) => [...textNeedles(`name of ${name}`, name), ...textNeedles(`tag of ${name}`, tag)]),
    ...all.flatMap(([name, content]) => textNeedles(`SHA-256 of ${name}`, createHash('sha256').update(content).digest('hex'))),
    ...fileNeedles,
    ...raw.flatMap((pixels, i) => binaryNeedles(`pixels of picture ${i}`, pixels)),
    ...(await framesOf(video)),
  ]
  const ofHub = alone.slice(1).map(([name, bytes]) => ({ name: `${words.hubfile} ${name}`, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }))
  return { words, folder, zip, video, list, more: join(root, 'more'), ofHub, needles, fileNeedles }
}

/** Small pictures, each with a name and a tag that are nowhere else. */
async function makeMore(folder: string, count: number, word: (name: string) => string): Promise<{ name: string; tag: string; content: Uint8Array }[]> {
  await mkdir(folder, { recursive: true })
  const made = []
  for (let i = 0; i < count; i += 1) {
    const [name, tag] = [word(`small${i}`), word(`tag${i}`)]
    const content = await grainy(1000 + i, 160, 120).png().withExif({ IFD0: { ImageDescription: tag } }).toBuffer()
    await writeFile(join(folder, `${name}.png`), content)
    made.push({ name, tag, content })
  }
  return made
}

/** Moving, with grain. */
async function makeVideo(path: string, seconds: number, rate: number, args: string[]): Promise<void> {
  const source = `testsrc2=s=640x360:r=${rate}:d=${seconds},noise=alls=20`
  await call('ffmpeg', ['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', source, ...args, path])
}

/** Frames as a decoder has them in memory, at the second at which the analyzer looks at them. */
async function framesOf(video: string): Promise<Needle[]> {
  const needles: Needle[] = []
  for (const format of ['rgb24', 'gray', 'yuv420p']) {
    const { stdout } = await call('ffmpeg', ['-v', 'error', '-i', video, '-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', format, '-'], { encoding: 'buffer', maxBuffer: 1 << 24 })
    needles.push(...binaryNeedles(`first frame as ${format}`, stdout))
  }
  return needles
}

/** What the analyzer made, as needles too: a cover is of the material as well. Of small files more windows, that they have any. */
export async function needlesOfMade(name: string, bytes: Uint8Array): Promise<Needle[]> {
  const pixels = await sharp(bytes).raw().toBuffer().catch(() => null)
  return [...binaryNeedles(name, bytes, 8, 20), ...(pixels === null ? [] : binaryNeedles(`pixels of ${name}`, pixels))]
}
