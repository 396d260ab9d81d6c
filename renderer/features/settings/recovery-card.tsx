import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { newRecoveryCode } from '../../state/session.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { SecretField } from './secret-field.tsx'

/** A new recovery code, shown this once; the one on the old paper opens nothing any more. */
export function RecoveryCard() {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = passphrase !== '' && !busy

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      setCode(await newRecoveryCode({ passphrase }))
      setPassphrase('')
    } catch (thrown) {
      setProblem(problemOf(thrown))
    }
    setBusy(false)
  }
  return (
    <form
      className="card gate-form"
      data-testid="new-recovery"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <h2>{t('settings.recovery')}</h2>
      <p className="soft">{t('settings.recoverySays')}</p>
      <SecretField label={t('settings.currentPassphrase')} value={passphrase} onChange={setPassphrase} testId="recovery-passphrase" />
      <ProblemLine problem={problem} />
      <div>
        <button type="submit" className="button" disabled={!ready} data-testid="new-recovery-go">
          {t('settings.newRecovery')}
        </button>
      </div>
      {code !== null && <CodeDialog code={code} onKept={() => setCode(null)} />}
    </form>
  )
}

/** It cannot be closed before the person says that the code is on paper. */
function CodeDialog({ code, onKept }: { code: string; onKept: () => void }) {
  const { t } = useWords()
  const [kept, setKept] = useState(false)
  return (
    <Dialog
      title={t('setUp.recoveryTitle')}
      onClose={onKept}
      closable={false}
      testId="new-recovery-dialog"
      foot={
        <button type="button" className="button main" disabled={!kept} data-testid="new-recovery-done" onClick={onKept}>
          {t('setUp.recoveryGoOn')}
        </button>
      }
    >
      <p>{t('setUp.recoverySays')}</p>
      <p className="recovery-code" data-testid="new-recovery-code">
        {code}
      </p>
      <label className="check">
        <input type="checkbox" checked={kept} data-testid="new-recovery-kept" onChange={(event) => setKept(event.target.checked)} />
        <span>{t('setUp.recoveryKept')}</span>
      </label>
    </Dialog>
  )
}
