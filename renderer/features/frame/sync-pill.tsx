import { useWords } from '../../i18n/use-words.ts'
import { syncNow, useProgress } from '../../state/progress.ts'
import { Popover } from '../../ui/popover.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'

/** Where decisions stand on their way to the hub, always told; the details and a try on a click. */
export function SyncPill() {
  const { t, number, time, failure } = useWords()
  const sync = useProgress((progress) => progress.sync)
  const problem = useProgress((progress) => progress.syncProblem)
  if (sync === null) return null
  const waiting = sync.waiting > 0 ? ` · ${t('sync.waiting', { count: sync.waiting, shown: number(sync.waiting) })}` : ''
  const said = `${t(`sync.state.${sync.state}`)}${waiting}`
  return (
    <Popover
      testId="sync-state"
      label={
        <span className="sync-label" data-testid={`sync-${sync.state}`} data-waiting={sync.waiting}>
          <span className={`dot ${sync.state}`} aria-hidden="true" /> {said}
        </span>
      }
    >
      {() => (
        <div className="sync-details" data-testid="sync-details">
          <p>{t(`sync.says.${sync.state}`)}</p>
          {sync.problem !== null && <p className="note">{failure(sync.problem)}</p>}
          <dl className="facts">
            <dt>{t('sync.toSend')}</dt>
            <dd>{number(sync.waiting)}</dd>
            <dt>{t('sync.refused')}</dt>
            <dd>{number(sync.refused)}</dd>
            <dt>{t('sync.lastContact')}</dt>
            <dd>{sync.lastContactAt === null ? t('sync.never') : time(sync.lastContactAt)}</dd>
            {sync.retryInSeconds !== null && (
              <>
                <dt>{t('sync.nextTry')}</dt>
                <dd>{t('sync.inSeconds', { count: Math.ceil(sync.retryInSeconds) })}</dd>
              </>
            )}
          </dl>
          {sync.refusedFor.map((code) => (
            <p key={code} className="note">
              {failure(code)}
            </p>
          ))}
          {sync.refused > 0 && <p className="soft">{t('sync.refusedSays')}</p>}
          <ProblemLine problem={problem} />
          <button type="button" className="button" onClick={() => void syncNow()}>
            {t('sync.now')}
          </button>
        </div>
      )}
    </Popover>
  )
}
