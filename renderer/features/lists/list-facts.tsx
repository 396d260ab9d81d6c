import type { ReactNode } from 'react'
import type { HashList, ListTerms } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'
import { algorithmsOf } from './algorithms.ts'
import { isOver } from './terms-form.ts'

/** What a list's fingerprints are, what its source allows, which version it is and what its classifications mean here. */
export function ListFacts({ list }: { list: HashList }) {
  const { t, number, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const algorithms = algorithmsOf(list.counts).map(([algorithm, count]) => `${t(`words.algorithm.${algorithm}`)} ${number(count)}`)
  const meaning = Object.entries(list.meaning)
  return (
    <>
      <dl className="facts list-facts">
        <Fact term={t('lists.algorithms')}>
          {algorithms.join(' · ')}
        </Fact>
        <Fact term={t('lists.terms')} testId="list-terms-told">
          <Terms terms={list.terms} />
        </Fact>
        <Fact term={t('lists.version')}>
          <span className="mono">{list.version}</span>
        </Fact>
      </dl>
      {meaning.length > 0 && (
        <details>
          <summary className="soft">{t('lists.means', { count: meaning.length })}</summary>
          <dl className="facts list-facts">
            {meaning.map(([classification, infraction]) => (
              <Fact key={classification} term={classification}>
                {infractionName(taxonomy, infraction, locale)}
              </Fact>
            ))}
          </dl>
        </details>
      )}
    </>
  )
}

function Fact({ term, testId, children }: { term: string; testId?: string; children: ReactNode }) {
  return (
    <div className="facts-row">
      <dt>{term}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  )
}

function Terms({ terms: { expiresAt, mayShare } }: { terms: ListTerms }) {
  const { t, day } = useWords()
  const share = t(mayShare ? 'lists.mayShare' : 'lists.mayNotShare')
  if (expiresAt === null) return `${t('lists.noEnd')} · ${share}`
  if (!isOver(expiresAt)) return `${t('lists.until', { day: day(expiresAt) })} · ${share}`
  return (
    <>
      <strong>{t('lists.over', { day: day(expiresAt) })}</strong> · {share}
    </>
  )
}
