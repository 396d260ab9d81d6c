import { Trust } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { TextField } from '../../ui/text-field.tsx'
import { isNeverVerified } from './import-form.ts'
import type { FieldsProps } from './import-form.ts'
import { MeaningRows } from './meaning-rows.tsx'
import { TermsFields } from './terms-fields.tsx'

/** What a new list is called, whose it is, how far it is trusted, what its source allows and what its classifications mean here. */
export function NewListFields({ form, onChange }: FieldsProps) {
  const { t } = useWords()
  return (
    <>
      <div className="report-form">
        {(['name', 'origin'] as const).map((field) => (
          <TextField key={field} label={t(`lists.${field}`)} longest={200} value={form[field]} testId={`list-${field}`} onChange={(value) => onChange({ [field]: value })} />
        ))}
      </div>
      <TrustFields form={form} onChange={onChange} />
      <TermsFields terms={form.terms} onChange={(terms) => onChange({ terms })} />
      <MeaningRows rows={form.meaning} onChange={(meaning) => onChange({ meaning })} />
    </>
  )
}

function TrustFields({ form, onChange }: FieldsProps) {
  const { t } = useWords()
  const never = isNeverVerified(form)
  const trust = never ? 'unverified' : form.trust
  return (
    <fieldset className="field">
      <legend className="label">{t('lists.trust')}</legend>
      {Trust.options.map((option) => (
        <label key={option} className="check">
          <input
            type="radio"
            name="trust"
            disabled={never && option === 'verified'}
            checked={trust === option}
            data-testid={`trust-${option}`}
            onChange={() => onChange({ trust: option })}
          />
          <span>
            {t(`words.trust.${option}`)} <span className="soft">· {t(`lists.trustSays.${option}`)}</span>
          </span>
        </label>
      ))}
      {never && (
        <p className="note" data-testid="never-verified">
          {t('lists.neverVerified')}
        </p>
      )}
    </fieldset>
  )
}
