import { z } from 'zod'
import { Fingerprint } from './analyzer.ts'
import { MediaKind, PdqHex, Sha256 } from './words.ts'

/** Views of one picture, and frames of one video, that an event carries at most: an event has at most 512 KiB. */
export const VIEWS_KEPT = 96
export const FRAMES_KEPT = 300

/** What a media is recognised by, for whoever does not have it: what our own list and a watch hold. Never a pixel. */
export const MediaPrints = z.object({
  sha256: Sha256,
  md5: z.string().regex(/^[0-9a-f]{32}$/).nullable(),
  sha1: z.string().regex(/^[0-9a-f]{40}$/).nullable(),
  /** null: it could not be decoded, and only its bytes are known. */
  kind: MediaKind.nullable(),
  fingerprint: Fingerprint.nullable(),
  /** Further views of the picture, by the name of the view. */
  views: z.array(z.object({ view: z.string().max(40), pdq: PdqHex, quality: z.int().min(0).max(100) })).max(VIEWS_KEPT),
  /** Of a video: frames that differ, spread over the whole of it. `at`: where in the video, in seconds. */
  frames: z.array(z.object({ at: z.number().min(0), pdq: PdqHex, quality: z.int().min(0).max(100) })).max(FRAMES_KEPT),
})
export type MediaPrints = z.infer<typeof MediaPrints>
