import i18next from 'i18next'
import { expect, test } from 'vitest'
import { VIEWS } from '../../../contract/views.ts'
import type { ViewId } from '../../../contract/views.ts'
import en from '../../i18n/en.json' with { type: 'json' }
import fr from '../../i18n/fr.json' with { type: 'json' }
import { viewWords } from './view-words.ts'

test('each view has words of its own, in both languages', async () => {
  for (const locale of ['en', 'fr'] as const) {
    const i18n = i18next.createInstance()
    await i18n.init({ lng: locale, resources: { en: { translation: en }, fr: { translation: fr } }, interpolation: { escapeValue: false } })
    const said = VIEWS.map(({ id }) => viewWords({ view: id, entryView: 'original' }, i18n.t) ?? '')
    expect(said.filter(words => /words\.|match\.|\{\{/.test(words))).toEqual([])
    // The two ways to undo a tilt look the same to a person.
    expect(new Set(said).size).toBe(VIEWS.filter(({ id }) => !id.endsWith('/grown')).length)
  }
})

test('a match says by which view of the file and of the entry it was found', async () => {
  const i18n = i18next.createInstance()
  await i18n.init({ lng: 'en', resources: { en: { translation: en } } })
  const say = (view: ViewId | null, entryView: ViewId | null) => viewWords({ view, entryView }, i18n.t)
  expect(say(null, null)).toBeNull()
  expect(say('tilt-3/grown', 'original')).toBe('view: turned 3° left')
  expect(say('trim-captions/mirror', 'crop-9')).toBe('view: border and captions cut off, mirrored, of the entry: its middle, 9 % cut off')
})
