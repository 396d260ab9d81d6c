import { useId } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { strengthOf } from './strength.ts'

export type TwicePassphrase = { first: string; second: string }
export const NO_PASSPHRASE: TwicePassphrase = { first: '', second: '' }

export function isTwice({ first, second }: TwicePassphrase): boolean {
  return first !== '' && first === second
}

type Props = { value: TwicePassphrase; onChange: (value: TwicePassphrase) => void }

/** A new passphrase, typed twice, with a hint of its strength. */
export function NewPassphrase({ value, onChange }: Props) {
  const { t } = useWords()
  const id = useId()
  const differs = value.second !== '' && value.first !== value.second
  return (
    <>
      <div className="field">
        <label htmlFor={`${id}first`}>{t('setUp.passphrase')}</label>
        <input
          id={`${id}first`}
          className="input"
          type="password"
          autoComplete="new-password"
          value={value.first}
          data-testid="new-passphrase"
          aria-describedby={`${id}hint`}
          onChange={(event) => onChange({ ...value, first: event.target.value })}
        />
        <p id={`${id}hint`} className="soft" aria-live="polite">
          {t(`setUp.strength.${strengthOf(value.first)}`)}
        </p>
      </div>
      <div className="field">
        <label htmlFor={`${id}second`}>{t('setUp.again')}</label>
        <input
          id={`${id}second`}
          className="input"
          type="password"
          autoComplete="new-password"
          value={value.second}
          data-testid="new-passphrase-again"
          aria-invalid={differs}
          onChange={(event) => onChange({ ...value, second: event.target.value })}
        />
        {differs && <p className="soft">{t('setUp.differs')}</p>}
      </div>
    </>
  )
}
