import { useEffect, useRef, useState } from 'react'
import type { Slot } from '../../../contract/api.ts'
import type { z } from 'zod'
import { useWords } from '../../i18n/use-words.ts'
import { signIn } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

type Props = { slot: z.infer<typeof Slot>; hint: string | null }

export function PassphraseForm({ slot, hint }: Props) {
  const { t } = useWords()
  const [passphrase, setPassphrase] = useState('')
  const { busy, problem, act } = useAct()
  const ready = passphrase !== '' && !busy
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // Arrow keys walk through the people: the focus stays with them until Tab. A click goes straight to the field.
    if (document.activeElement?.matches('[type=radio]:focus-visible') !== true) field.current?.focus()
  }, [])
  const submit = (): void => act(
    () => signIn({ slotId: slot.id, passphrase }),
    () => field.current?.select(),
  )
  return (
    <Form className="gate-form" ready={ready} onSubmit={submit}>
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
        <p id="passphrase-hint" className="soft">
          {t('signIn.demonstration')}{' '}
          <button type="button" className="link" data-testid="demonstration-passphrase" onClick={() => setPassphrase(hint)}>
            {hint}
          </button>
        </p>
      )}
      <ProblemLine problem={problem} />
      <button type="submit" className="button main" disabled={!ready} data-testid="sign-in">
        {busy ? t('signIn.opening') : t('signIn.open')}
      </button>
    </Form>
  )
}
