import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PriorityTerm, QueueView, SeenBefore, Settings } from '../../contract/api.ts'
import { ERROR_CODES } from '../../contract/error.ts'
import { HashList, ListProgress } from '../../contract/match.ts'
import { SyncState } from '../../contract/signals.ts'
import * as words from '../../contract/words.ts'
import en from './en.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, before = ''): Map<string, string> {
  const all = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') all.set(before + key, value)
    else for (const [inner, text] of flat(value, `${before}${key}.`)) all.set(inner, text)
  }
  return all
}

const english = flat(en)
const french = flat(fr)

function quoted(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').toSorted()
}

/** `t('a.b')` and the fixed beginnings of t(`a.b.${…}`) in our own files. */
function keysUsed(folder: string): { whole: Set<string>; beginnings: Set<string> } {
  const whole = new Set<string>()
  const beginnings = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(entry) || entry.includes('.test.')) continue
    const text = readFileSync(join(folder, entry), 'utf8')
    for (const [, key] of text.matchAll(/'([a-z]\w*(?:\.\w+)+)'/gi)) if (key !== undefined && english.has(`${key}`)) whole.add(key)
    for (const [, key] of text.matchAll(/\bt\('([^']+)'/g)) whole.add(key ?? '')
    for (const [, key] of text.matchAll(/[`]([a-z]\w*(?:\.\w+)*\.)\$\{/gi)) beginnings.add(key ?? '')
  }
  return { whole, beginnings }
}

describe('the sentences', () => {
  test('have the same keys in both languages', () => {
    expect([...french.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  test('quote the same facts in both languages and are never empty', () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('')
      expect(french.get(key)?.trim(), key).not.toBe('')
      expect(quoted(french.get(key) ?? ''), key).toEqual(quoted(text))
    }
  })

  test('say something for every error code', () => {
    for (const code of Object.keys(ERROR_CODES)) {
      expect(english.has(`errors.${code}`), code).toBe(true)
      expect(french.has(`errors.${code}`), code).toBe(true)
    }
  })

  test('say nothing for codes that no longer exist', () => {
    const stale = [...english.keys()].filter((key) => key.startsWith('errors.') && !(key.slice('errors.'.length) in ERROR_CODES))
    expect(stale).toEqual([])
  })

  test('name every word of the field', () => {
    const named: [string, readonly string[]][] = [
      ['words.role', words.Role.options],
      ['words.locale', words.Locale.options],
      ['words.source', words.ReportSource.options],
      ['words.sourceShort', words.ReportSource.options],
      ['words.kind', words.MediaKind.options],
      ['words.state', words.ItemState.options],
      ['words.outcome', words.Outcome.options],
      ['words.basis', words.DecisionBasis.options],
      ['words.verdict', words.SecondLookVerdict.options],
      ['words.rung', words.Rung.options],
      ['words.trust', words.Trust.options],
      ['words.algorithm', words.Algorithm.options],
      ['words.symmetry', words.Symmetry.options],
      ['words.view', QueueView.options],
      ['queue.tab', QueueView.options],
      ['queue.empty', QueueView.options],
      ['qualification.closed', words.ItemState.options],
      ['words.theme', Settings.shape.theme.options],
      ['words.because', SeenBefore.shape.because.options],
      ['words.listState', HashList.shape.state.options],
      ['words.listFormat', words.ListFormat.options],
      ['lists.phase', ListProgress.shape.phase.options],
      ['priority.term', PriorityTerm.shape.term.options],
      ['sync.state', SyncState.shape.state.options],
      ['sync.says', SyncState.shape.state.options],
    ]
    for (const [place, options] of named) {
      for (const option of options) expect(english.has(`${place}.${option}`), `${place}.${option}`).toBe(true)
    }
  })

  test('exist wherever the page asks for one, and none is left that nobody asks for', () => {
    const { whole, beginnings } = keysUsed(join(import.meta.dirname, '..'))
    const has = (key: string): boolean => english.has(key) || english.has(`${key}_other`)
    expect([...whole].filter((key) => !has(key))).toEqual([])
    const asked = (key: string): boolean =>
      whole.has(key.replace(/_(one|other)$/, '')) || [...beginnings].some((start) => key.startsWith(start))
    // A filter's words, whose place is chosen at run time.
    const only = ['words.known.']
    expect([...english.keys()].filter((key) => !asked(key) && !only.some((start) => key.startsWith(start)))).toEqual([])
  })

  test('in French use the typographic spaces and quotes', () => {
    for (const [key, text] of french) {
      expect(/ [:;!?»]|« /.test(text), `${key}: an ordinary space before a high sign`).toBe(false)
      expect(/['"]/.test(text), `${key}: a straight quote`).toBe(false)
    }
  })
})
