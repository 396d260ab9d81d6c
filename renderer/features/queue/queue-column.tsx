import { useRef, useState } from 'react'
import { QueueView } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { openDialog } from '../../state/page.ts'
import { reload, show, useQueue } from '../../state/queue.ts'
import { Key } from '../../ui/key.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { QueueFilters } from './queue-filters.tsx'
import { QueueList } from './queue-list.tsx'
import { QueueSearch } from './queue-search.tsx'
import { step } from './walk.ts'

const VIEWS = QueueView.options.filter((view) => view !== 'all')

/** The left column: what waits, in the order in which it should be met. */
export function QueueColumn() {
  const { t, number } = useWords()
  const { view, total, loaded, problem, filters } = useQueue()
  const isSet = (value: string | undefined): boolean => value !== undefined && value !== ''
  const { q, ...chosen } = filters
  const narrowing = Object.values(chosen).filter(isSet).length
  const [filtering, setFiltering] = useState(narrowing > 0)
  const search = useRef<HTMLInputElement>(null)
  useShortcut('next', () => step(1))
  useShortcut('nextArrow', () => step(1))
  useShortcut('previous', () => step(-1))
  useShortcut('previousArrow', () => step(-1))
  useShortcut('search', () => search.current?.focus())
  const narrowed = narrowing > 0 || isSet(q)
  return (
    <section className="left" aria-label={t('app.page.review')} data-testid="queue">
      <div className="queue-head">
        <h1>
          {t(`words.view.${view}`)} <span className="soft queue-total figures" data-testid="queue-total">{number(total)}</span>
        </h1>
        <button type="button" className="button" data-testid="intake-open" onClick={() => openDialog({ kind: 'intake' })}>
          {t('queue.add')} <Key of="intake" />
        </button>
      </div>
      <ViewTabs />
      <div className="queue-tools">
        <QueueSearch field={search} />
        <button type="button" className="button" aria-expanded={filtering} data-testid="filters" onClick={() => setFiltering(!filtering)}>
          {t('queue.filters')} {narrowing > 0 && <span className="badge told">{number(narrowing)}</span>}
        </button>
      </div>
      {filtering && <QueueFilters />}
      <ProblemLine problem={problem} onRetry={() => void reload()} />
      {!loaded && problem === null && <Skeleton lines={9} />}
      {loaded && total === 0 && (
        <div className="queue-empty" data-testid="queue-empty">
          <p>{t(narrowed ? 'queue.noneFound' : `queue.empty.${view}`)}</p>
          {narrowed && (
            <button type="button" className="button" onClick={() => void show({ filters: {} })}>
              {t('queue.clear')}
            </button>
          )}
        </div>
      )}
      {loaded && total > 0 && <QueueList />}
    </section>
  )
}

function ViewTabs() {
  const { t, number } = useWords()
  const view = useQueue((queue) => queue.view)
  const counts = useQueue((queue) => queue.counts)
  return (
    <div className="views" role="group" aria-label={t('queue.views')}>
      {VIEWS.map((name) => (
        <button
          key={name}
          type="button"
          className="view"
          aria-pressed={name === view}
          data-testid={`view-${name}`}
          onClick={() => void show({ view: name })}
        >
          {t(`queue.tab.${name}`)}
          {(counts[name] ?? 0) > 0 && <span className="soft figures"> {number(counts[name] ?? 0)}</span>}
        </button>
      ))}
    </div>
  )
}
