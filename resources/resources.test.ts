import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Policy } from '../contract/policy.ts'
import { Taxonomy } from '../contract/taxonomy.ts'

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

describe('the taxonomy of the French hotline', () => {
  const taxonomy = Taxonomy.parse(read('taxonomies/fr.json'))
  const infractions = taxonomy.fields.flatMap(field => field.infractions)

  test('has the five fields and names every infraction once, in both languages', () => {
    expect(taxonomy.fields).toHaveLength(5)
    expect(infractions).toHaveLength(23)
    expect(new Set(infractions.map(infraction => infraction.id)).size).toBe(infractions.length)
    for (const { name } of infractions) expect([name.fr.trim(), name.en.trim()]).not.toContain('')
  })

  test('tells real, drawn and generated apart, one of them at a time', () => {
    const nature = taxonomy.labelGroups.find(group => group.id === 'nature')
    expect(nature).toMatchObject({ exclusive: true, labels: [{ id: 'real' }, { id: 'drawn' }, { id: 'generated' }] })
    const labels = taxonomy.labelGroups.flatMap(group => group.labels.map(label => label.id))
    expect(new Set(labels).size).toBe(labels.length)
  })
})

describe('the written policy', () => {
  const policy = Policy.parse(read('policies/default.json'))

  test('proposes closing unseen only for exact cryptographic matches on a verified list', () => {
    for (const { when } of policy.prequalification.filter(rule => rule.propose === 'close_unseen')) {
      expect(when).toMatchObject({ kind: 'exact', trust: 'verified' })
      expect(when.algorithms).toBeDefined()
      expect(when.algorithms).not.toContain('pdq')
    }
  })

  test('gives what is graver more points', () => {
    expect(policy.priority.severity).toEqual([...policy.priority.severity].sort((a, b) => a - b))
  })
})
