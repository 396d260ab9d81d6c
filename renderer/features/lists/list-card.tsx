import { useWords } from '../../i18n/use-words.ts'
import { ImportProgress } from './import-progress.tsx'
import { ListActions } from './list-actions.tsx'
import type { ListActionsProps } from './list-actions.tsx'
import { ListCounts } from './list-counts.tsx'
import { ListFacts } from './list-facts.tsx'
import { ListFailure } from './list-failure.tsx'
import { MatchingLines } from './matching-lines.tsx'

/** An imported list: whose it is, what it holds, what it matched, and what can be done with it. */
export function ListCard({ list, supervises, onOpen }: ListActionsProps) {
  const { t, time } = useWords()
  const { name, origin, format, trust, state, importedAt } = list
  const about = [origin, t(`words.listFormat.${format}`), state === 'ready' ? t('lists.importedAt', { time: time(importedAt) }) : '']
  return (
    <li className="card" data-testid="list" data-name={name} data-state={state}>
      <div className="line apart">
        <h2>{name}</h2>
        <span className="line">
          {state !== 'ready' && <span className={`badge ${state === 'failed' ? 'fault' : ''}`}>{t(`words.listState.${state}`)}</span>}
          <span className={`badge ${trust === 'verified' ? 'told' : ''}`} data-testid="list-trust">
            {t(`words.trust.${trust}`)}
          </span>
        </span>
      </div>
      <p className="soft">{about.filter((part) => part !== '').join(' · ')}</p>
      {list.progress !== null && <ImportProgress list={list} progress={list.progress} supervises={supervises} />}
      <ListFailure list={list} />
      {state === 'ready' && (
        <>
          <ListCounts list={list} />
          <ListFacts list={list} />
          <MatchingLines matching={list} name={name} />
        </>
      )}
      <ListActions list={list} supervises={supervises} onOpen={onOpen} />
    </li>
  )
}
