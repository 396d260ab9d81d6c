import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { addPerson } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'

/** Someone else of the hotline comes to this workstation: their hub account, and a passphrase of their own. */
export function AddPersonForm() {
  const { t } = useWords()
  const [form, setForm] = useState({ login: '', password: '', code: '' })
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [added, setAdded] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = form.login !== '' && form.password !== '' && form.code.trim() !== '' && isTwice(passphrase) && !busy

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    setAdded(null)
    try {
      await addPerson({ ...form, passphrase: passphrase.first })
      setAdded(form.login)
      setForm({ login: '', password: '', code: '' })
      setPassphrase(NO_PASSPHRASE)
    } catch (thrown) {
      setProblem(problemOf(thrown))
    }
    setBusy(false)
  }
  return (
    <form
      className="card gate-form"
      data-testid="add-person"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <h2>{t('settings.addPersonTitle')}</h2>
      <p className="soft">{t('settings.addPersonSays')}</p>
      <div className="field">
        <label htmlFor="person-login">{t('setUp.login')}</label>
        <input
          id="person-login"
          className="input"
          autoComplete="off"
          value={form.login}
          data-testid="add-person-login"
          onChange={(event) => setForm({ ...form, login: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor="person-password">{t('setUp.password')}</label>
        <input
          id="person-password"
          className="input"
          type="password"
          autoComplete="off"
          value={form.password}
          data-testid="add-person-password"
          onChange={(event) => setForm({ ...form, password: event.target.value })}
        />
      </div>
      <div className="field">
        <label htmlFor="person-code">{t('setUp.code')}</label>
        <input
          id="person-code"
          className="input mono"
          autoComplete="off"
          spellCheck={false}
          value={form.code}
          data-testid="add-person-code"
          aria-describedby="person-code-says"
          onChange={(event) => setForm({ ...form, code: event.target.value })}
        />
        <p id="person-code-says" className="soft">
          {t('setUp.codeSays')}
        </p>
      </div>
      <NewPassphrase value={passphrase} onChange={setPassphrase} />
      <ProblemLine problem={problem} />
      {added !== null && (
        <p className="note" role="status">
          {t('settings.personAdded', { login: added })}
        </p>
      )}
      <div>
        <button type="submit" className="button" disabled={!ready} data-testid="add-person-go">
          {t('settings.addPerson')}
        </button>
      </div>
    </form>
  )
}
