import type { Alert } from '../../../contract/watch.ts'
import { useWords } from '../../i18n/use-words.ts'
import { openItem } from '../../state/item.ts'
import { goTo } from '../../state/page.ts'
import { acknowledgeAlert } from '../../state/watches.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

/** One report that holds what is watched for. */
export function AlertCard({ alert, onAcknowledged }: { alert: Alert; onAcknowledged: () => void }) {
  const { t, time } = useWords()
  const { busy, problem, act } = useAct()
  const { acknowledged, kind, distance, here, itemId, reference, watch } = alert
  const how = kind === 'exact' ? t('alerts.exact') : t('alerts.similar', { count: distance })
  const open = (): void => {
    goTo('review')
    openItem(itemId)
  }
  return (
    <li className="card alert" data-testid="alert" data-item={itemId} data-seen={acknowledged !== null}>
      <div className="line apart">
        <h2>{watch.name}</h2>
        {acknowledged === null && <span className="badge alarm">{t('alerts.new')}</span>}
      </div>
      <p>
        {t('app.report', { reference })} · {how} · {time(alert.foundAt)}
      </p>
      {!here && <p className="soft">{t('alerts.elsewhere')}</p>}
      {acknowledged !== null && <p className="soft">{t('alerts.seenBy', { name: acknowledged.personName, time: time(acknowledged.at) })}</p>}
      <div className="line">
        {here && (
          <button type="button" className="button" aria-label={t('alerts.openLabel', { reference })} data-testid="alert-open" onClick={open}>
            {t('alerts.open')}
          </button>
        )}
        {acknowledged === null && (
          <button
            type="button"
            className="button"
            disabled={busy}
            aria-label={t('alerts.acknowledgeLabel', { reference })}
            data-testid="alert-acknowledge"
            onClick={() => act(() => acknowledgeAlert(alert.id).then(onAcknowledged))}
          >
            {t('alerts.acknowledge')}
          </button>
        )}
      </div>
      <ProblemLine problem={problem} />
    </li>
  )
}
