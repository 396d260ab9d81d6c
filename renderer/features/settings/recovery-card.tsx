import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { newRecoveryCode } from '../../state/session.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'

/** A new recovery code, shown this once; the one on the old paper opens nothing any more. */
export function RecoveryCard() {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [code, setCode] = useState<string | null>(null)
  const { busy, problem, act } = useAct()
  const ready = passphrase !== '' && !busy

  function submit(): void {
    act(async () => {
      setCode(await newRecoveryCode({ passphrase }))
      setPassphrase('')
    })
  }
  return (
    <Form className="card gate-form" testId="new-recovery" ready={ready} onSubmit={submit}>
      <h2>{t('settings.recovery')}</h2>
      <p className="soft">{t('settings.recoverySays')}</p>
      <TextField kind="secret" label={t('settings.currentPassphrase')} value={passphrase} onChange={setPassphrase} testId="recovery-passphrase" />
      <ProblemLine problem={problem} />
      <div>
        <button type="submit" className="button" disabled={!ready}>
          {t('settings.newRecovery')}
        </button>
      </div>
      {code !== null && <CodeDialog code={code} onKept={() => setCode(null)} />}
    </Form>
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
        <button type="button" className="button main" disabled={!kept} onClick={onKept}>
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
