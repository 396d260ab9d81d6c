import { useWords } from '../../i18n/use-words.ts'
import { useIntake } from '../../state/intake.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'

/** How far the intake is: files and octets handed over, then unpacking and sealing. */
export function Sending() {
  const { t, number, bytes, percent } = useWords()
  const { phase, files, sentFiles, sentBytes, totalBytes, progress, problem, started } = useIntake()
  const fraction = totalBytes === 0 ? 1 : sentBytes / totalBytes
  const unpacking = phase === 'unpacking'
  return (
    <div className="sending">
      {started !== null && <p className="soft">{t('app.report', { reference: started.reference })}</p>}
      <p>
        <strong>{t(unpacking ? 'intake.unpacking' : phase === 'paused' ? 'intake.paused' : 'intake.sending')}</strong>
      </p>
      <Bar fraction={unpacking ? 1 : fraction} label={t('intake.progress')} />
      <p>
        {unpacking && progress !== null
          ? t('intake.sealed', { count: progress.files, shown: number(progress.files), bytes: bytes(progress.bytes) })
          : t('intake.sent', {
              count: files.length,
              sent: number(sentFiles),
              shown: number(files.length),
              bytes: bytes(sentBytes),
              total: bytes(totalBytes),
              percent: percent(fraction),
            })}
      </p>
      <ProblemLine problem={problem} />
      {phase === 'paused' && <p className="soft">{t('intake.pausedSays')}</p>}
    </div>
  )
}
