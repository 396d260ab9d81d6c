import { expect, test } from 'vitest'
import { Taxonomy } from '../../contract/taxonomy.ts'
import { infractionName, searchInfractions, toggleLabel } from './taxonomy.ts'

const both = (text: string) => ({ fr: text, en: text })
const taxonomy = Taxonomy.parse({
  id: 't',
  version: '1',
  fields: [
    { id: 'a', name: both('Dignité'), infractions: [{ id: 'a1', name: both('Cruauté animale'), severity: 3 }] },
    { id: 'b', name: both('Identité'), infractions: [{ id: 'b1', name: both('Usurpation d’identité'), severity: 2 }] },
  ],
  labelGroups: [
    { id: 'nature', name: both('Nature'), exclusive: true, labels: ['real', 'drawn'].map((id) => ({ id, name: both(id) })) },
    { id: 'more', name: both('More'), exclusive: false, labels: ['x', 'y'].map((id) => ({ id, name: both(id) })) },
  ],
})

test('a search for an infraction ignores accents and case and looks at the field too', () => {
  expect(searchInfractions(taxonomy, 'CRUAUTE', 'fr').map(({ id }) => id)).toEqual(['a'])
  expect(searchInfractions(taxonomy, 'dignite animale', 'fr').map(({ id }) => id)).toEqual(['a'])
  expect(searchInfractions(taxonomy, '', 'fr')).toHaveLength(2)
})

test('a label of an exclusive group takes the place of the other, and goes when it is pressed again', () => {
  expect(toggleLabel(taxonomy, ['real', 'x'], 'drawn')).toEqual(['x', 'drawn'])
  expect(toggleLabel(taxonomy, ['x'], 'y')).toEqual(['x', 'y'])
  expect(toggleLabel(taxonomy, ['drawn'], 'drawn')).toEqual([])
})

test('an infraction that an older taxonomy knew is shown by its id', () => {
  expect(infractionName(taxonomy, 'gone', 'fr')).toBe('gone')
})
