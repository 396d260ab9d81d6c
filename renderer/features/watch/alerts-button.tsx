import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { goTo, usePage } from '../../state/page.ts'
import { useWatches } from '../../state/watches.ts'
import { Key } from '../../ui/key.tsx'

/** Leads to the alerts; while one is unseen it is the one amber thing on the page, and is said once to who listens. */
export function AlertsButton() {
  const { t } = useWords()
  const unseen = useWatches((watches) => watches.unseen)
  const current = usePage((state) => state.page === 'alerts')
  useShortcut('alerts', () => goTo('alerts'))
  return (
    <>
      <button
        type="button"
        className={`button quiet ${unseen > 0 ? 'alarm' : ''}`}
        aria-current={current ? 'page' : undefined}
        data-testid="page-alerts"
        data-unseen={unseen}
        onClick={() => goTo('alerts')}
      >
        {unseen > 0 ? t('alerts.unseen', { count: unseen }) : t('app.page.alerts')} {unseen > 0 && <Key of="alerts" />}
      </button>
      <span className="unseen" role="status">
        {unseen > 0 && t('alerts.spoken', { count: unseen })}
      </span>
    </>
  )
}
