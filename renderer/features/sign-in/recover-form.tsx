import { useState } from 'react'
import type { z } from 'zod'
import type { Slot } from '../../../contract/api.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { recover } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'

/** The printed recovery code opens the workstation for someone who forgot, and sets a new passphrase. */
export function RecoverForm({ slot }: { slot: z.infer<typeof Slot> }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = code.trim() !== '' && isTwice(passphrase) && !busy

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await recover({ slotId: slot.id, recoveryCode: code.trim(), passphrase: passphrase.first })
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
    }
  }

  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <p className="soft">{t('signIn.recoverSays')}</p>
      <div className="field">
        <label htmlFor="recovery-code">{t('signIn.recoveryCode')}</label>
        <input
          id="recovery-code"
          className="input mono"
          autoComplete="off"
          spellCheck={false}
          value={code}
          data-testid="recovery-code-input"
          onChange={(event) => setCode(event.target.value)}
        />
      </div>
      <NewPassphrase value={passphrase} onChange={setPassphrase} />
      <ProblemLine problem={problem} />
      <button type="submit" className="button main" disabled={!ready} data-testid="recover">
        {t('signIn.recover')}
      </button>
    </form>
  )
}
