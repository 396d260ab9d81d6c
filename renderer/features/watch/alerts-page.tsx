import { useEffect, useRef } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { loadWatches, useWatches } from '../../state/watches.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { AlertCard } from './alert-card.tsx'
import { WatchCard } from './watch-card.tsx'

/** Reports that hold what is watched for, and what that is. */
export function AlertsPage() {
  const { t } = useWords()
  const { alerts, watches, problem } = useWatches()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => void loadWatches(), [])
  /** Who goes by keys stands on the next alert then. */
  const goOn = (): void => list.current?.querySelector<HTMLElement>('button')?.focus()
  return (
    <Page>
      <h1>{t('alerts.title')}</h1>
      <p className="soft">{t('alerts.says')}</p>
      <ProblemLine problem={problem} onRetry={() => void loadWatches()} />
      {alerts === null && problem === null && <Skeleton lines={6} />}
      {alerts?.total === 0 && (
        <p className="card">
          {t('alerts.none')}
        </p>
      )}
      <ul className="cards" ref={list}>
        {alerts?.alerts.map((alert) => (
          <AlertCard key={alert.id} alert={alert} onAcknowledged={goOn} />
        ))}
      </ul>
      {watches !== null && (
        <section aria-labelledby="watches" className="watches">
          <h2 id="watches">{t('watches.title')}</h2>
          {watches.length === 0 && <p className="soft">{t('watches.none')}</p>}
          <ul className="cards">
            {watches.map((watch) => (
              <WatchCard key={watch.id} watch={watch} />
            ))}
          </ul>
        </section>
      )}
    </Page>
  )
}
