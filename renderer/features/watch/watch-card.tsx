import type { Watch } from '../../../contract/watch.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSession } from '../../state/session.ts'
import { endWatch } from '../../state/watches.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

/** What is watched for, since when, until when and by whom. */
export function WatchCard({ watch }: { watch: Watch }) {
  const { t, time } = useWords()
  const { busy, problem, act } = useAct()
  const judges = useSession(({ person }) => person !== null && person.role !== 'administrator')
  const until = watch.state === 'active' ? t('watches.until', { time: time(watch.expiresAt) }) : t(`watches.state.${watch.state}`)
  return (
    <li className="card" data-testid="watch" data-name={watch.name} data-state={watch.state}>
      <div className="line apart">
        <h3>{watch.name}</h3>
        <span className={`badge ${watch.state === 'active' ? 'told' : ''}`}>{t('watches.alerts', { count: watch.alerts })}</span>
      </div>
      <p className="soft">
        {[t('watches.from', { reference: watch.reference }), t('watches.addedBy', { name: watch.personName, time: time(watch.addedAt) }), until].join(' · ')}
      </p>
      {watch.note !== '' && <p>{watch.note}</p>}
      {judges && watch.state === 'active' && (
        <button
          type="button"
          className="button"
          disabled={busy}
          aria-label={t('watches.endLabel', { name: watch.name })}
          data-testid="watch-end"
          onClick={() => act(() => endWatch(watch.id))}
        >
          {t('watches.end')}
        </button>
      )}
      <ProblemLine problem={problem} />
    </li>
  )
}
