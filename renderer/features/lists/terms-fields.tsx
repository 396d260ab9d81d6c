import { useWords } from '../../i18n/use-words.ts'
import { expiryOf, today } from './terms-form.ts'
import type { TermsForm } from './terms-form.ts'

/** What the list's source allows: until when, and whether to share. */
export function TermsFields({ terms, onChange }: { terms: TermsForm; onChange: (terms: TermsForm) => void }) {
  const { t, day } = useWords()
  const expiresAt = expiryOf(terms.day)
  return (
    <div className="report-form">
      <div className="field">
        <label htmlFor="list-expires">{t('lists.expires')}</label>
        <input
          id="list-expires"
          type="date"
          className="input"
          min={today()}
          value={terms.day}
          data-testid="list-expires"
          aria-describedby="list-expires-says"
          onChange={(event) => onChange({ ...terms, day: event.target.value })}
        />
        <p id="list-expires-says" className="soft">
          {expiresAt === null ? t('lists.expiresNever') : t('lists.expiresSays', { day: day(expiresAt) })}
        </p>
      </div>
      <fieldset className="field">
        <legend className="label">{t('lists.sharing')}</legend>
        <label className="check">
          <input
            type="checkbox"
            checked={terms.mayShare}
            data-testid="list-may-share"
            onChange={(event) => onChange({ ...terms, mayShare: event.target.checked })}
          />
          <span>{t('lists.sharingSays')}</span>
        </label>
      </fieldset>
    </div>
  )
}
