import type { HashList, ListProgress } from '../../../contract/match.ts'
import { formatDuration } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { speedOf } from '../../state/import-speed.ts'
import type { Speed } from '../../state/import-speed.ts'
import { cancelList, useLists } from '../../state/lists.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

type Props = { list: HashList; progress: ListProgress; supervises: boolean }

/** How far an import is, how fast it goes and how long it will take. */
export function ImportProgress({ list, progress, supervises }: Props) {
  const { t } = useWords()
  const samples = useLists((state) => state.samples[list.id])
  const { busy, problem, act } = useAct()
  const { phase, bytes, totalBytes } = progress
  return (
    <div className="import-progress" data-testid="list-progress" data-phase={phase}>
      <p>{t(`lists.phase.${phase}`)}</p>
      <Bar fraction={totalBytes === 0 ? 1 : bytes / totalBytes} label={t('lists.progress', { name: list.name })} />
      <div className="line apart">
        <ProgressNumbers progress={progress} speed={speedOf(samples ?? [], totalBytes)} />
        {supervises && (
          <button type="button" className="button" disabled={busy} data-testid="list-cancel" onClick={() => act(() => cancelList(list.id))}>
            {t('lists.cancel')}
          </button>
        )}
      </div>
      {list.state === 'ready' && <p className="soft">{t('lists.inUse')}</p>}
      <ProblemLine problem={problem} />
    </div>
  )
}

function ProgressNumbers({ progress: { phase, bytes, totalBytes, rows }, speed }: { progress: ListProgress; speed: Speed | null }) {
  const { t, number, bytes: size } = useWords()
  const numbers = [
    phase === 'sending' ? null : t('lists.rowsRead', { count: rows, shown: number(rows) }),
    phase === 'indexing' ? null : t('lists.ofBytes', { done: size(bytes), total: size(totalBytes) }),
    speed === null || phase === 'indexing' ? null : t('lists.perSecond', { bytes: size(speed.bytesPerSecond) }),
    speed === null || phase !== 'reading' ? null : t('lists.rowsPerSecond', { rows: number(Math.round(speed.rowsPerSecond)) }),
    speed === null || phase === 'indexing' ? null : t('lists.left', { time: formatDuration(speed.secondsLeft) }),
  ]
  return <p className="soft">{numbers.filter((part) => part !== null).join(' · ')}</p>
}
