import { useEffect, useRef, useState } from 'react'
import type { Slot } from '../../../contract/api.ts'
import type { z } from 'zod'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { signIn } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'

type Props = { slot: z.infer<typeof Slot>; hint: string | null }

export function PassphraseForm({ slot, hint }: Props) {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Arrow keys walk through the people: the focus stays with them until Tab. A click goes straight to the field.
    if (document.activeElement?.matches('[type=radio]:focus-visible') !== true) field.current?.focus()
  }, [])

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await signIn({ slotId: slot.id, passphrase })
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
      field.current?.select()
    }
  }

  return (
    <form
      className="gate-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (!busy && passphrase !== '') void submit()
      }}
    >
      <div className="field">
        <label htmlFor="passphrase">{t('signIn.passphrase')}</label>
        <input
          id="passphrase"
          ref={field}
          className="input"
          type="password"
          autoComplete="off"
          value={passphrase}
          data-testid="sign-in-passphrase"
          aria-describedby={hint === null ? undefined : 'passphrase-hint'}
          onChange={(event) => setPassphrase(event.target.value)}
        />
      </div>
      {hint !== null && (
        <p id="passphrase-hint" className="soft" data-testid="demonstration-hint">
          {t('signIn.demonstration')}{' '}
          <button type="button" className="link" data-testid="demonstration-passphrase" onClick={() => setPassphrase(hint)}>
            {hint}
          </button>
        </p>
      )}
      <ProblemLine problem={problem} />
      <button type="submit" className="button main" disabled={busy || passphrase === ''} data-testid="sign-in">
        {busy ? t('signIn.opening') : t('signIn.open')}
      </button>
    </form>
  )
}
