import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FrameFingerprint } from '../../contract/analyzer.ts'
import { distance } from '../../native/index.ts'
import { readVpdqText } from '../../workstation/hashlists/formats/vpdq-text.ts'
import { compareVideos, isSameVideo } from '../../workstation/matching/video-match.ts'
import type { VideoLikeness } from '../../workstation/matching/video-match.ts'
import { forkAnalyzer, inline } from '../support/forked-analyzer.ts'
import type { ForkedAnalyzer } from '../support/forked-analyzer.ts'
import { canRun } from '../support/programs.ts'
import { policyOfTests } from '../support/rules-of-tests.ts'

/** The videos of the vPDQ reference lie beside the project; a checkout without them, or a machine without ffmpeg, skips these. */
const VECTORS = join(import.meta.dirname, '../../../shared/vectors')
const canTry = existsSync(VECTORS) && canRun('ffmpeg') && canRun('ffprobe')
const NAMES = canTry ? readdirSync(join(VECTORS, 'videos')).map(file => file.replace(/\.mp4$/, '')) : []

const [GREY, LOGO, ORIGINAL, PATTERN, PATTERN_LOGO] = [
  'chair-22-sd-grey-bar', 'chair-22-with-large-logo-bar', 'chair-orig-22-sd-bar', 'pattern-sd-grey-bar', 'pattern-sd-with-small-logo-bar',
] as const

let analyzer: ForkedAnalyzer
const everyFrame = new Map<string, FrameFingerprint[]>()
const onceASecond = new Map<string, FrameFingerprint[]>()
beforeAll(async () => {
  if (!canTry) return
  analyzer = await forkAnalyzer({ limit: 120_000 })
  for (const name of NAMES) {
    const bytes = readFileSync(join(VECTORS, 'videos', `${name}.mp4`))
    for (const [kept, all] of [[everyFrame, true], [onceASecond, false]] as const) {
      const { analysis } = await analyzer.run({ type: 'analyse', source: inline(bytes), everyFrame: all, inColour: all })
      if (analysis?.failure !== null || analysis.damaged) throw new Error(`${name} was not analysed whole`)
      kept.set(name, analysis.frames)
    }
  }
}, 180_000)
afterAll(() => analyzer?.close())

const ours = (name: string): FrameFingerprint[] => onceASecond.get(name)!
const reference = (name: string): FrameFingerprint[] => readVpdqText(readFileSync(join(VECTORS, 'video-hashes', `${name}.txt`), 'utf8')).frames

function compared(query: readonly FrameFingerprint[], entry: readonly FrameFingerprint[]): VideoLikeness | null {
  const comparing = compareVideos(query, entry)
  for (;;) {
    const step = comparing.next()
    if (step.done) return step.value
  }
}

describe.skipIf(!canTry)('the videos of the vPDQ reference (need ../shared/vectors and ffmpeg)', () => {
  test.each(NAMES)('%s: every frame of quality 50 or more is within 31 bits of the sample hash', name => {
    const sample = reference(name)
    const found = everyFrame.get(name)!
    expect(found.map(({ frame, seconds }) => [frame, seconds])).toEqual(sample.map(({ frame, seconds }) => [frame, seconds]))
    const distances = sample.flatMap(({ pdq, quality }, i) => (quality >= 50 ? [distance(pdq, found[i]!.pdq)] : []))
    expect(distances.length).toBeGreaterThanOrEqual(60)
    // The one that decodes to the same pixels with every FFmpeg is exact.
    expect(Math.max(...distances)).toBeLessThanOrEqual(name === 'test-padded-dimensions' ? 0 : 31)
    // One a second is hashed in brightness.
    const sampled = ours(name).flatMap(({ frame, pdq }) => (sample[frame]!.quality >= 50 ? [distance(pdq, sample[frame]!.pdq)] : []))
    expect(sampled.length).toBeGreaterThanOrEqual(2)
    expect(Math.max(...sampled)).toBeLessThanOrEqual(31)
  })

  test('match one another at the usual thresholds as the reference says, ours against its hashes and against our own', () => {
    const { video } = policyOfTests()
    for (const entries of [ours, (name: string) => reference(name).filter(({ frame }) => onceASecond.get(name)!.some(own => own.frame === frame)), reference]) {
      const same = NAMES.flatMap(query => NAMES.flatMap(entry => {
        const likeness = query === entry ? null : compared(ours(query), entries(entry))
        return likeness !== null && isSameVideo(likeness, video) ? [`${query} = ${entry}`] : []
      }))
      expect(same).toEqual([`${GREY} = ${ORIGINAL}`, `${ORIGINAL} = ${GREY}`, `${PATTERN} = ${PATTERN_LOGO}`, `${PATTERN_LOGO} = ${PATTERN}`])
    }
  })

  test('chairs and patterns have not a frame in common', () => {
    for (const chair of [GREY, LOGO, ORIGINAL]) for (const pattern of [PATTERN, PATTERN_LOGO]) expect(compared(everyFrame.get(chair)!, reference(pattern))).toBeNull()
  })

  test('the chair under a large logo shows its matched seconds without a verdict', () => {
    for (const original of [ours(ORIGINAL), reference(ORIGINAL)]) {
      const likeness = compared(ours(LOGO), original)!
      expect(isSameVideo(likeness, policyOfTests().video)).toBe(false)
      expect(likeness.queryPercent).toBeGreaterThan(0)
      expect(likeness.queryPercent).toBeLessThan(20)
      expect(likeness.seconds.length).toBeGreaterThan(0)
      for (const [from, to] of likeness.seconds) expect(to).toBeGreaterThan(from)
    }
  })
})
