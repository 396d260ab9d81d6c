import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { changePassphrase } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'

/** Another passphrase for the person who is signed in; the session stays open. */
export function PassphraseCard() {
  const { t } = useWords()
  const [current, setCurrent] = useState('')
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [done, setDone] = useState(false)
  const { busy, problem, act } = useAct()
  const ready = current !== '' && isTwice(passphrase) && !busy

  function submit(): void {
    setDone(false)
    act(async () => {
      await changePassphrase({ current, passphrase: passphrase.first })
      setDone(true)
      setCurrent('')
      setPassphrase(NO_PASSPHRASE)
    })
  }
  return (
    <Form className="card gate-form" testId="change-passphrase" ready={ready} onSubmit={submit}>
      <h2>{t('settings.passphrase')}</h2>
      <p className="soft">{t('settings.passphraseSays')}</p>
      <TextField kind="secret" label={t('settings.currentPassphrase')} value={current} onChange={setCurrent} testId="current-passphrase" />
      <NewPassphrase value={passphrase} onChange={setPassphrase} />
      <ProblemLine problem={problem} />
      <p className="note" role="status" hidden={!done}>
        {done && t('settings.passphraseChanged')}
      </p>
      <div>
        <button type="submit" className="button" disabled={!ready}>
          {t('settings.changePassphrase')}
        </button>
      </div>
    </Form>
  )
}
