import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { cancelList } from '../../state/lists.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'

type Props = { list: HashList; supervises: boolean; onRejections: () => void; onRemove: () => void }

export function ListCard({ list, supervises, onRejections, onRemove }: Props) {
  const { t, number, time, failure, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const [problem, setProblem] = useState<Problem | null>(null)
  const state = list.state === 'ready' ? '' : t(`words.listState.${list.state}`)
  const meaning = Object.entries(list.meaning)
  return (
    <li className="card" data-testid="list" data-name={list.name} data-state={list.state}>
      <div className="line apart">
        <h2>{list.name}</h2>
        <span className={`badge ${list.trust === 'verified' ? 'told' : ''}`}>{t(`words.trust.${list.trust}`)}</span>
      </div>
      <p className="soft">
        {[list.origin, t('lists.importedAt', { time: time(list.importedAt) }), state].filter((part) => part !== '').join(' · ')}
      </p>
      <dl className="counts">
        <div>
          <dt>{t('lists.entries', { count: list.entries })}</dt>
          <dd data-testid="list-entries">{number(list.entries)}</dd>
        </div>
        <div>
          <dt>{t('lists.rejected', { count: list.rejected })}</dt>
          <dd data-testid="list-rejected">{number(list.rejected)}</dd>
        </div>
        <div>
          <dt>{t('lists.matched', { count: list.matched })}</dt>
          <dd data-testid="list-matched">{number(list.matched)}</dd>
        </div>
      </dl>
      {list.progress !== null && list.state === 'importing' && (
        <Bar fraction={list.progress.totalBytes === 0 ? 0 : list.progress.bytes / list.progress.totalBytes} label={t('lists.progress')} />
      )}
      {list.failure !== null && <p className="problem">{failure(list.failure)}</p>}
      {meaning.length > 0 && (
        <details>
          <summary className="soft">{t('lists.meaning')}</summary>
          <dl className="facts">
            {meaning.map(([classification, infraction]) => (
              <div key={classification} className="facts-row">
                <dt>{classification}</dt>
                <dd>{infractionName(taxonomy, infraction, locale)}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
      <ProblemLine problem={problem} />
      <div className="line">
        {list.rejected > 0 && (
          <button type="button" className="button" data-testid="list-rejections" onClick={onRejections}>
            {t('lists.showRejected')}
          </button>
        )}
        {supervises && list.state === 'importing' && (
          <button
            type="button"
            className="button"
            data-testid="list-cancel"
            onClick={() => void cancelList(list.id).catch((thrown: unknown) => setProblem(problemOf(thrown)))}
          >
            {t('lists.cancel')}
          </button>
        )}
        {supervises && list.state !== 'importing' && (
          <button type="button" className="button" data-testid="list-remove" onClick={onRemove}>
            {t('lists.remove')}
          </button>
        )}
      </div>
    </li>
  )
}
