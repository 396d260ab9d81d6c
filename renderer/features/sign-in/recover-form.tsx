import { useState } from 'react'
import type { z } from 'zod'
import type { Slot } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { recover } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'

/** The printed recovery code opens the workstation for someone who forgot, and sets a new passphrase. */
export function RecoverForm({ slot }: { slot: z.infer<typeof Slot> }) {
  const { t } = useWords()
  const [code, setCode] = useState('')
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const { busy, problem, act } = useAct()
  const ready = code.trim() !== '' && isTwice(passphrase) && !busy
  const submit = (): void => act(() => recover({ slotId: slot.id, recoveryCode: code.trim(), passphrase: passphrase.first }))
  return (
    <Form className="gate-form" ready={ready} onSubmit={submit}>
      <p className="soft">{t('signIn.recoverSays')}</p>
      <TextField kind="code" label={t('signIn.recoveryCode')} value={code} onChange={setCode} testId="recovery-code-input" />
      <NewPassphrase value={passphrase} onChange={setPassphrase} />
      <ProblemLine problem={problem} />
      <button type="submit" className="button main" disabled={!ready} data-testid="recover">
        {t('signIn.recover')}
      </button>
    </Form>
  )
}
