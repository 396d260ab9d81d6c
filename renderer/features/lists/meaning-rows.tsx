import { useWords } from '../../i18n/use-words.ts'
import { InfractionOptions } from '../../ui/infraction-options.tsx'
import type { MeaningRow } from './import-form.ts'

type Props = { rows: MeaningRow[]; onChange: (rows: MeaningRow[]) => void }

/** What a list's classifications mean in this hotline's taxonomy. */
export function MeaningRows({ rows, onChange }: Props) {
  const { t } = useWords()
  const change = (index: number, part: Partial<MeaningRow>): void =>
    onChange(rows.map((row, place) => (place === index ? { ...row, ...part } : row)))
  return (
    <div className="field">
      <span className="label">{t('lists.meaning')}</span>
      <p className="soft">{t('lists.meaningSays')}</p>
      {rows.map((row, index) => (
        <div key={index} className="line meaning-row">
          <input
            className="input"
            value={row.classification}
            aria-label={t('lists.classification', { number: index + 1 })}
            placeholder={t('lists.classificationPlaceholder')}
            data-testid="meaning-classification"
            onChange={(event) => change(index, { classification: event.target.value })}
          />
          <select
            className="input"
            value={row.infraction}
            aria-label={t('lists.infraction', { number: index + 1 })}
            data-testid="meaning-infraction"
            onChange={(event) => change(index, { infraction: event.target.value })}
          >
            <option value="">{t('lists.noMeaning')}</option>
            <InfractionOptions />
          </select>
        </div>
      ))}
      <div>
        <button type="button" className="button" onClick={() => onChange([...rows, { classification: '', infraction: '' }])}>
          {t('lists.addMeaning')}
        </button>
      </div>
    </div>
  )
}
