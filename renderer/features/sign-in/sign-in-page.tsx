import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { useSession } from '../../state/session.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { PassphraseForm } from './passphrase-form.tsx'
import { RecoverForm } from './recover-form.tsx'

/** The people of this workstation, and the passphrase of the one who sits down. */
export function SignInPage() {
  const { t, failure } = useWords()
  const status = useSession((session) => session.status)
  const left = useSession((session) => session.left)
  const lastPersonId = useSession((session) => session.lastPersonId)
  const slots = status?.slots ?? []
  const [chosen, choose] = useState<string | null>(slots.find(({ person }) => person.id === lastPersonId)?.id ?? slots[0]?.id ?? null)
  const [forgot, setForgot] = useState(false)
  const slot = slots.find(({ id }) => id === chosen) ?? slots[0]
  const hints = status?.demonstration === true ? status.demonstrationPeople : []
  return (
    <main className="gate" data-testid="sign-in-page">
      <div className="gate-inner">
        <div className="gate-head">
          <h1>Paravent</h1>
          <LanguageSwitch />
        </div>
        {left !== null && left !== 'signed_out' && (
          <p className="note" role="status" data-testid="left-why">
            {t(`signIn.left.${left}`)}
          </p>
        )}
        <fieldset className="people">
          <legend className="heading">{t('signIn.people')}</legend>
          {slots.map(({ id, person }) => (
            <label key={id} className="person" data-testid={`person-${person.login}`}>
              <input type="radio" name="person" value={id} checked={id === slot?.id} onChange={() => choose(id)} />
              <span className="person-name">{person.name}</span>
              <span className="soft">{t(`words.role.${person.role}`)}</span>
            </label>
          ))}
        </fieldset>
        {slot?.removed === true && (
          <p className="note" role="status" data-testid="person-removed">
            {failure('session.person_removed')}
          </p>
        )}
        {slot?.removed === false && !forgot && (
          <PassphraseForm key={slot.id} slot={slot} hint={hints.find(({ login }) => login === slot.person.login)?.passphrase ?? null} />
        )}
        {slot?.removed === false && forgot && <RecoverForm key={slot.id} slot={slot} />}
        {slot?.removed === false && (
          <button type="button" className="link" data-testid="forgot" onClick={() => setForgot(!forgot)}>
            {forgot ? t('signIn.knowAgain') : t('signIn.forgot')}
          </button>
        )}
        {status !== null && (
          <p className="soft gate-foot">
            {t('app.version', { version: status.version })}
            {status.hubUrl !== null && ` · ${t('signIn.hub', { url: status.hubUrl })}`}
          </p>
        )}
      </div>
    </main>
  )
}
