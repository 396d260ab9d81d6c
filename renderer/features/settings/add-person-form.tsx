import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { addPerson } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'
import { isTwice, NewPassphrase, NO_PASSPHRASE } from '../passphrase/new-passphrase.tsx'

const NOBODY = { login: '', password: '', code: '' }

/** Someone else of the hotline comes to this workstation: their hub account, and a passphrase of their own. */
export function AddPersonForm() {
  const { t } = useWords()
  const [form, setForm] = useState(NOBODY)
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [added, setAdded] = useState<string | null>(null)
  const { busy, problem, act } = useAct()
  const ready = form.login !== '' && form.password !== '' && form.code.trim() !== '' && isTwice(passphrase) && !busy

  function submit(): void {
    setAdded(null)
    act(async () => {
      await addPerson({ ...form, passphrase: passphrase.first })
      setAdded(form.login)
      setForm(NOBODY)
      setPassphrase(NO_PASSPHRASE)
    })
  }
  const bind = (name: keyof typeof form) => ({
    value: form[name],
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    testId: `add-person-${name}`,
  })
  return (
    <Form className="card gate-form" testId="add-person" ready={ready} onSubmit={submit}>
      <h2>{t('settings.addPersonTitle')}</h2>
      <p className="soft">{t('settings.addPersonSays')}</p>
      <TextField label={t('setUp.login')} {...bind('login')} />
      <TextField kind="secret" label={t('setUp.password')} {...bind('password')} />
      <TextField kind="code" label={t('setUp.code')} says={t('setUp.codeSays')} {...bind('code')} />
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
    </Form>
  )
}
