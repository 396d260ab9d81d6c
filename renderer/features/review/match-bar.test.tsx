import i18next from 'i18next'
import { renderToStaticMarkup } from 'react-dom/server'
import { initReactI18next } from 'react-i18next'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Match, VideoMatch } from '../../../contract/match.ts'
import type { Locale } from '../../../contract/words.ts'
import en from '../../i18n/en.json' with { type: 'json' }
import fr from '../../i18n/fr.json' with { type: 'json' }
import { knownFrames, knownStretches, secondsKnown, stretchesOnBar } from './known-stretches.ts'
import { MatchBar } from './match-bar.tsx'

const match = (video: VideoMatch | null, frameSeconds: number | null = null): Match => ({
  id: '0190a000-0000-7000-8000-000000000001', kind: 'similar', algorithm: 'pdq', distance: 4, quality: 90, certainty: 'match', view: 'original', entryView: 'original', frameSeconds, video,
  foundAt: '2026-01-01T00:00:00.000Z', list: { id: 'l', name: 'list', trust: 'verified', kind: 'imported' }, entry: { id: 1, classification: 'A', sourceReference: '', infraction: null },
})
const common = (seconds: [number, number][]): Match => match({ queryPercent: 9, entryPercent: 8, seconds, same: false })

describe('what a list knows of a video', () => {
  test('is the union of what its matches tell, each second once', () => {
    const matches = [common([[14, 16], [40, 41]]), common([[15, 20], [41, 42]]), match(null, 59.5), match(null)]
    expect(knownStretches({ matches, durationSeconds: 60 })).toEqual([[14, 20], [40, 42], [59.5, 60]])
    expect(secondsKnown([[14, 20], [40, 42], [59.5, 60]])).toBe(9)
    expect(secondsKnown([[3, 3.04]])).toBe(1)
    expect(knownStretches({ matches: [], durationSeconds: null })).toEqual([])
  })

  test('is drawn apart only where the bar is wide enough for the gap', () => {
    expect(stretchesOnBar([[0, 1], [2, 3], [9, 10]], 100)).toEqual([[0, 3], [9, 10]])
    expect(stretchesOnBar([[0, 1], [2, 3]], 99)).toEqual([[0, 1], [2, 3]])
  })

  test('marks each frame of the strip that stands for some of it, also where frames lie minutes apart', () => {
    expect([...knownFrames([0, 120, 240], [[119, 120], [250, 251]])]).toEqual([0, 2])
    expect([...knownFrames([0, 1, 2, 3], [[1, 3]])]).toEqual([1, 2])
    expect([...knownFrames([0, 1], [])]).toEqual([])
  })
})

describe('the bar under a video', () => {
  beforeAll(() => i18next.use(initReactI18next).init({ resources: { en: { translation: en }, fr: { translation: fr } }, interpolation: { escapeValue: false } }))

  async function drawn(locale: Locale, matches: Match[], durationSeconds: number | null = 60): Promise<string> {
    await i18next.changeLanguage(locale)
    return renderToStaticMarkup(<MatchBar media={{ matches, durationSeconds }} />)
  }

  test.each([
    ['en', '8 seconds known', '00:14 – 00:20, known: start there'],
    ['fr', '8 secondes connues', '00:14 – 00:20, connu\u202f: y commencer'],
  ] as const)('says its seconds in words and as buttons of the keyboard, in %s', async (locale, sum, start) => {
    const html = await drawn(locale, [common([[14, 20], [40, 42]])])
    expect(html).toContain(`role="img" aria-label="${sum}"`)
    expect(html).toContain(`<button type="button" aria-label="${start}">00:14 – 00:20</button>`)
    expect(html.match(/<button/g)).toHaveLength(2)
    expect(html.match(/left:[\d.]+%;width:[\d.]+%/g)).toEqual(['left:23.333333333333332%;width:10%', 'left:66.66666666666666%;width:3.3333333333333335%'])
  })

  test('of many stretches shows the first and says how many more there are', async () => {
    const html = await drawn('en', [common(Array.from({ length: 12 }, (_, i) => [i * 5, i * 5 + 1]))])
    expect(html.match(/aria-label="[^"]+start there"/g)).toHaveLength(8)
    expect(html).toContain('4 more stretches')
  })

  test('says that nothing is known where nothing is, and is not drawn without a duration', async () => {
    expect(await drawn('en', [])).toContain('No second known')
    expect(await drawn('en', [])).not.toContain('<button')
    expect(await drawn('en', [common([[1, 2]])], null)).toBe('')
  })
})
