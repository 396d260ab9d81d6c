import { z } from 'zod'
import { ErrorCode } from './error.ts'
import { VIEWS, View } from './views.ts'
import { MediaKind, PdqHex, Sha256 } from './words.ts'

/**
 * The messages between the core and the analyzer process. One job at a time per process. The process is handed one
 * file and a scratch folder of the job's own; it holds no key but that job's. What it says of a file is `untrusted`:
 * the core checks it against this schema and these limits before it believes it.
 */

/** Where the file is: inline (small) or as an AES-128-CBC scratch file, read through ffmpeg's `crypto:` protocol. */
export const FileSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bytes'), bytes: z.instanceof(Uint8Array) }),
  z.object({
    kind: z.literal('scratch'),
    path: z.string(),
    /** 16 bytes each, hex. */
    key: z.string(),
    iv: z.string(),
    /** Length of the plaintext in bytes. */
    bytes: z.number(),
  }),
])
export type FileSource = z.infer<typeof FileSource>

/** Files up to this many bytes travel inline; larger ones as a scratch file. */
export const INLINE_LIMIT = 48 * 1024 * 1024

export const AnalyzerLimits = z.object({
  /** Of one picture, width × height. */
  maxPixels: z.int().default(50_000_000),
  /** Wall clock for a picture, seconds; a video may take longer as long as it makes progress. */
  pictureSeconds: z.number().default(5),
  /** Seconds without progress after which a video job is given up. */
  videoStallSeconds: z.number().default(20),
  /** Whole video job, seconds. */
  videoSeconds: z.number().default(1800),
  /** Resident memory of the analyzer or of its ffmpeg, bytes. */
  memoryBytes: z.int().default(512 * 1024 * 1024),
})
export type AnalyzerLimits = z.infer<typeof AnalyzerLimits>

export const AnalyzerRequest = z.discriminatedUnion('type', [
  /** Frames of videos: one a second, in brightness; every one; in colour, as the vPDQ reference hashes them, for values that go to others. */
  z.object({
    type: z.literal('analyse'),
    ...{ job: z.string(), source: FileSource, scratch: z.string(), limits: AnalyzerLimits },
    ...{ everyFrame: z.boolean().default(false), inColour: z.boolean().default(false) },
  }),
  /** `full`: a still picture ≤ 2560 px, re-encoded. `proxy`: a muted H.264 MP4 ≤ 720 px high that seeks. */
  z.object({ type: z.literal('render'), job: z.string(), source: FileSource, scratch: z.string(), limits: AnalyzerLimits, what: z.enum(['full', 'proxy']) }),
])
export type AnalyzerRequest = z.infer<typeof AnalyzerRequest>

/** Covered derivatives: greyscale, Gaussian σ = 4 % of the shown short side, no side over 160 px (strip: each frame). */
export const Derivative = z.object({
  kind: z.enum(['thumbnail', 'covered', 'strip']),
  contentType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  width: z.int().min(1).max(65_000),
  height: z.int().min(1).max(65_000),
  bytes: z.instanceof(Uint8Array),
  /** Strip only: frames side by side, each `width / seconds.length` wide, at these seconds. At most 60. */
  seconds: z.array(z.number()).max(60).optional(),
})
export type Derivative = z.infer<typeof Derivative>

export const Fingerprint = z.object({
  pdq: PdqHex,
  /** 0 … 100; under 50 is not worth matching by. */
  quality: z.int().min(0).max(100),
})
export type Fingerprint = z.infer<typeof Fingerprint>

export const FrameFingerprint = Fingerprint.extend({
  frame: z.int().min(0),
  /** From the start of the video, to 3 decimals. */
  seconds: z.number().min(0),
})
export type FrameFingerprint = z.infer<typeof FrameFingerprint>

export const FileHashes = z.object({ md5: z.string().regex(/^[0-9a-f]{32}$/), sha1: z.string().regex(/^[0-9a-f]{40}$/), sha256: Sha256, bytes: z.number() })
export type FileHashes = z.infer<typeof FileHashes>

/** What the analyzer found. `failure` says why nothing (or not all) could be decoded; hashes are there all the same. */
export const Analysis = z.object({
  kind: MediaKind,
  /** Sniffed from the bytes, never from the name: `image/jpeg`, `video/mp4` … or `application/octet-stream`. */
  contentType: z.string().max(100).regex(/^[a-z0-9.+-]+\/[a-z0-9.+-]+$/),
  width: z.int().min(0).max(1_000_000).nullable(),
  height: z.int().min(0).max(1_000_000).nullable(),
  durationSeconds: z.number().min(0).nullable(),
  hasSound: z.boolean().nullable(),
  /** Decoded leniently after strict decoding failed. */
  damaged: z.boolean(),
  failure: ErrorCode.nullable(),
  fingerprint: Fingerprint.nullable(),
  /** Of a picture, in the order of `VIEWS`; the first is `original`, whose fingerprint is `fingerprint`. */
  views: z.array(View).max(VIEWS.length),
  frames: z.array(FrameFingerprint),
  derivatives: z.array(Derivative),
})
export type Analysis = z.infer<typeof Analysis>

export const AnalyzerAnswer = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Sent as soon as they are known, so that a file that kills the decoder still has them. */
  z.object({ type: z.literal('hashed'), job: z.string(), hashes: FileHashes }),
  /** 0 … 1; also the sign of life of a long job. */
  z.object({ type: z.literal('progress'), job: z.string(), fraction: z.number() }),
  /** A piece of a rendition, in order. */
  z.object({ type: z.literal('chunk'), job: z.string(), bytes: z.instanceof(Uint8Array) }),
  z.object({ type: z.literal('analysed'), job: z.string(), untrusted: Analysis }),
  z.object({
    type: z.literal('rendered'),
    job: z.string(),
    untrusted: z.object({ contentType: z.enum(['image/jpeg', 'image/webp', 'image/png', 'video/mp4']), width: z.int(), height: z.int() }),
  }),
  z.object({ type: z.literal('failed'), job: z.string(), code: ErrorCode }),
])
export type AnalyzerAnswer = z.infer<typeof AnalyzerAnswer>
