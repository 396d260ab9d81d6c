import { useWords } from '../../i18n/use-words.ts'
import { undo, useDeciding } from '../../state/deciding.ts'
import type { Notice } from '../../state/deciding.ts'
import { useIntake } from '../../state/intake.ts'
import { openDialog, usePage } from '../../state/page.ts'
import { useProgress } from '../../state/progress.ts'
import { Key } from '../../ui/key.tsx'

/** The day in numbers, what the analyser does, what was just done, and help. Spoken to screen readers, never loud. */
export function StatusLine() {
  const { t, number } = useWords()
  const today = useProgress((progress) => progress.today)
  const connected = usePage((page) => page.connected)
  const canUndo = useDeciding(({ made }) => made.length > 0)
  return (
    <footer className="bottom">
      <span className="figures" data-testid="today">
        {today !== null &&
          t('status.today', { count: today.decisions, shown: number(today.decisions), without: number(today.withoutReveal) })}
      </span>
      <AnalysisLine />
      <IntakeLine />
      <span role="status" className="notice" data-testid="notice">
        {connected ? <NoticeLine /> : t('app.reconnecting')}
      </span>
      <span className="bottom-end">
        {canUndo && (
          <button type="button" className="button quiet" data-testid="undo" onClick={() => void undo()}>
            {t('status.undo')} <Key of="undo" />
          </button>
        )}
        <button type="button" className="button quiet" data-testid="help" onClick={() => openDialog({ kind: 'help' })}>
          {t('status.shortcuts')} <Key of="help" />
        </button>
      </span>
    </footer>
  )
}

function AnalysisLine() {
  const { t, number } = useWords()
  const analysis = useProgress((progress) => progress.analysis)
  const left = analysis === null ? 0 : analysis.waiting + analysis.running
  if (left === 0) return null
  return <span data-testid="analysis">{t('status.analysis', { count: left, shown: number(left) })}</span>
}

/** An intake goes on when its dialog is closed; this leads back to it. */
function IntakeLine() {
  const { t, percent } = useWords()
  const { phase, sentBytes, totalBytes } = useIntake()
  if (phase === 'form') return null
  const fraction = totalBytes === 0 ? 1 : sentBytes / totalBytes
  return (
    <button type="button" className="button quiet" onClick={() => openDialog({ kind: 'intake' })}>
      {t(`status.intake.${phase}`, { percent: percent(fraction) })}
    </button>
  )
}

function NoticeLine() {
  const notice = useDeciding((deciding) => deciding.notice)
  const { t, failure } = useWords()
  return notice === null ? null : <>{sentenceOf(notice, t, failure)}</>
}

type Words = ReturnType<typeof useWords>

function sentenceOf(notice: Notice, t: Words['t'], failure: Words['failure']): string {
  switch (notice.kind) {
    case 'decided':
      return t(notice.unseen ? 'status.closedUnseen' : 'status.decided', { outcome: t(`words.outcome.${notice.outcome}`).toLowerCase() })
    case 'withdrawn':
      return t('status.withdrawn')
    case 'second_look':
      return t(`status.secondLook.${notice.verdict}`)
    case 'undo_failed':
      return failure(notice.problem.code, notice.problem.facts)
  }
}
