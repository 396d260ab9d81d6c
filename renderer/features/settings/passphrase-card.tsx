import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { changePassphrase } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'
import { SecretField } from './secret-field.tsx'

/** Another passphrase for the person who is signed in; the session stays open. */
export function PassphraseCard() {
  const { t } = useWords()
  const [current, setCurrent] = useState('')
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [done, setDone] = useState(false)
  const [busy, setBusy] = useState(false)
  const ready = current !== '' && isTwice(passphrase) && !busy

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    setDone(false)
    try {
      await changePassphrase({ current, passphrase: passphrase.first })
      setDone(true)
      setCurrent('')
      setPassphrase(NO_PASSPHRASE)
    } catch (thrown) {
      setProblem(problemOf(thrown))
    }
    setBusy(false)
  }
  return (
    <form
      className="card gate-form"
      data-testid="change-passphrase"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <h2>{t('settings.passphrase')}</h2>
      <p className="soft">{t('settings.passphraseSays')}</p>
      <SecretField label={t('settings.currentPassphrase')} value={current} onChange={setCurrent} testId="current-passphrase" />
      <NewPassphrase value={passphrase} onChange={setPassphrase} />
      <ProblemLine problem={problem} />
      <p className="note" role="status" hidden={!done}>
        {done && t('settings.passphraseChanged')}
      </p>
      <div>
        <button type="submit" className="button" disabled={!ready} data-testid="change-passphrase-go">
          {t('settings.changePassphrase')}
        </button>
      </div>
    </form>
  )
}
