import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { setUp, useSession } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'
import { LanguageSwitch } from '../sign-in/language-switch.tsx'

/** First start: which hub, who, and a passphrase that never leaves this machine. */
export function SetUpPage() {
  const { t } = useWords()
  const hubUrl = useSession((session) => session.status?.hubUrl ?? '')
  const [form, setForm] = useState({ hubUrl, login: '', password: '', code: '' })
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = URL.canParse(form.hubUrl) && form.login !== '' && form.password !== '' && form.code.trim() !== '' && isTwice(passphrase) && !busy

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await setUp({ ...form, passphrase: passphrase.first })
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
    }
  }

  const text = (name: keyof typeof form, type: string, testId: string) => (
    <div className="field">
      <label htmlFor={name}>{t(`setUp.${name}`)}</label>
      <input
        id={name}
        className="input"
        type={type}
        autoComplete="off"
        value={form[name]}
        data-testid={testId}
        onChange={(event) => setForm({ ...form, [name]: event.target.value })}
      />
    </div>
  )

  return (
    <main className="gate" data-testid="set-up-page">
      <form
        className="gate-inner gate-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void submit()
        }}
      >
        <div className="gate-head">
          <h1>{t('setUp.title')}</h1>
          <LanguageSwitch />
        </div>
        <p className="soft">{t('setUp.says')}</p>
        {text('hubUrl', 'url', 'set-up-hub')}
        {text('login', 'text', 'set-up-login')}
        {text('password', 'password', 'set-up-password')}
        {text('code', 'text', 'set-up-code')}
        <p className="soft">{t('setUp.codeSays')}</p>
        <p className="soft">{t('setUp.passphraseSays')}</p>
        <NewPassphrase value={passphrase} onChange={setPassphrase} />
        <ProblemLine problem={problem} />
        <button type="submit" className="button main" disabled={!ready} data-testid="set-up">
          {busy ? t('setUp.busy') : t('setUp.go')}
        </button>
      </form>
    </main>
  )
}
