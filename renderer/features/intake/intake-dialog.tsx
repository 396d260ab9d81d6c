import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { cancelIntake, forgetIntake, takeIn, takeUpAgain, useIntake } from '../../state/intake.ts'
import { pickedOf } from '../../state/intake-files.ts'
import type { Picked } from '../../state/intake-files.ts'
import { closeDialog } from '../../state/page.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { DropZone } from './drop-zone.tsx'
import { draftOf, emptyReport } from './report-draft.ts'
import { ReportForm } from './report-form.tsx'
import { Sending } from './sending.tsx'
import { Summary } from './summary.tsx'

type Props = { attachTo: string | null; given: readonly File[] }

/** A new report with its files, or captures for an item that is an address. */
export function IntakeDialog({ attachTo, given }: Props) {
  const { t } = useWords()
  const { phase, problem } = useIntake()
  const [report, setReport] = useState(emptyReport)
  const [picked, setPicked] = useState<Picked[]>(() => pickedOf(given))
  const [unreadable, setUnreadable] = useState<string[]>([])
  const running = phase === 'sending' || phase === 'unpacking' || phase === 'paused'
  const ready = picked.length > 0 || (attachTo === null && report.urls.trim() !== '')
  function close(): void {
    if (!running) forgetIntake()
    closeDialog()
  }
  function start(): void {
    const begin = attachTo === null ? { report: draftOf(report, new Date()) } : { itemId: attachTo }
    void takeIn(begin, picked, unreadable)
  }
  const foot = {
    form: (
      <button type="button" className="button main" disabled={!ready} data-testid="intake-finish" onClick={start}>
        {t(attachTo === null ? 'intake.go' : 'intake.attach')}
      </button>
    ),
    sending: <CancelButton />,
    unpacking: <CancelButton />,
    paused: (
      <>
        <CancelButton />
        <button type="button" className="button main" onClick={() => void takeUpAgain()}>
          {t('intake.resume')}
        </button>
      </>
    ),
    done: (
      <button type="button" className="button main" data-testid="intake-close" onClick={close}>
        {t('app.close')}
      </button>
    ),
  }[phase]

  return (
    <Dialog title={t(attachTo === null ? 'intake.title' : 'intake.attachTitle')} onClose={close} foot={foot} testId="intake">
      {phase === 'form' && (
        <>
          <DropZone
            picked={picked}
            onPick={(more, not) => {
              setPicked((before) => [...before, ...more])
              setUnreadable((before) => [...before, ...not])
            }}
            onClear={() => {
              setPicked([])
              setUnreadable([])
            }}
          />
          {unreadable.length > 0 && <p className="problem">{t('intake.unreadable', { count: unreadable.length })}</p>}
          {attachTo === null && <ReportForm report={report} onChange={setReport} />}
          <ProblemLine problem={problem} />
        </>
      )}
      {running && <Sending />}
      {phase === 'done' && <Summary onOpen={close} />}
    </Dialog>
  )
}

function CancelButton() {
  const { t } = useWords()
  return (
    <button type="button" className="button" onClick={() => void cancelIntake()}>
      {t('intake.cancel')}
    </button>
  )
}
