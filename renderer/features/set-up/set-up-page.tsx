import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { setUp, useSession } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'
import { LanguageSwitch } from '../sign-in/language-switch.tsx'

/** First start: which hub, who, and a passphrase that never leaves this machine. */
export function SetUpPage() {
  const { t } = useWords()
  const hubUrl = useSession((session) => session.status?.hubUrl ?? '')
  const [form, setForm] = useState({ hubUrl, login: '', password: '', code: '' })
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const { busy, problem, act } = useAct()
  const ready = URL.canParse(form.hubUrl) && form.login !== '' && form.password !== '' && form.code.trim() !== '' && isTwice(passphrase) && !busy
  const bind = (name: keyof typeof form) => ({
    label: t(`setUp.${name}`),
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
  })
  return (
    <main className="gate">
      <Form className="gate-inner gate-form" ready={ready} onSubmit={() => act(() => setUp({ ...form, passphrase: passphrase.first }))}>
        <div className="gate-head">
          <h1>{t('setUp.title')}</h1>
          <LanguageSwitch />
        </div>
        <p className="soft">{t('setUp.says')}</p>
        <TextField kind="url" testId="set-up-hub" {...bind('hubUrl')} />
        <TextField testId="set-up-login" {...bind('login')} />
        <TextField kind="secret" testId="set-up-password" {...bind('password')} />
        <TextField kind="code" testId="set-up-code" says={t('setUp.codeSays')} {...bind('code')} />
        <p className="soft">{t('setUp.passphraseSays')}</p>
        <NewPassphrase value={passphrase} onChange={setPassphrase} />
        <ProblemLine problem={problem} />
        <button type="submit" className="button main" disabled={!ready} data-testid="set-up">
          {busy ? t('setUp.busy') : t('setUp.go')}
        </button>
      </Form>
    </main>
  )
}
