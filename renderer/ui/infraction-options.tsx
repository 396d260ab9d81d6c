import { useWords } from '../i18n/use-words.ts'
import { useSettings } from '../state/settings.ts'

/** The infractions of this hotline's taxonomy, by field, for a select. */
export function InfractionOptions() {
  const { locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  return taxonomy?.fields.map((field) => (
    <optgroup key={field.id} label={field.name[locale]}>
      {field.infractions.map((infraction) => (
        <option key={infraction.id} value={infraction.id}>
          {infraction.name[locale]}
        </option>
      ))}
    </optgroup>
  ))
}
