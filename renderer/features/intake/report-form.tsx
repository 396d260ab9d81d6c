import { ReportSource } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { InfractionOptions } from '../../ui/infraction-options.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { TypedReport } from './report-draft.ts'

type Props = { report: TypedReport; onChange: (report: TypedReport) => void }

/** What is known of the report itself. */
export function ReportForm({ report, onChange }: Props) {
  const { t, time } = useWords()
  const change = (part: Partial<TypedReport>): void => onChange({ ...report, ...part })
  return (
    <div className="report-form">
      <ChoiceField label={t('facts.source')} value={report.source} onChange={(value) => change({ source: ReportSource.parse(value) })}>
        {ReportSource.options.map((source) => (
          <option key={source} value={source}>
            {t(`words.source.${source}`)}
          </option>
        ))}
      </ChoiceField>
      <div className="field">
        <label htmlFor="report-received">{t('intake.receivedAt')}</label>
        <input
          id="report-received"
          className="input"
          type="datetime-local"
          value={report.receivedAt}
          aria-describedby="report-received-says"
          onChange={(event) => change({ receivedAt: event.target.value })}
        />
        <p id="report-received-says" className="soft">
          {report.receivedAt === '' ? t('intake.receivedNow') : time(new Date(report.receivedAt).toISOString())}
        </p>
      </div>
      <div className="field whole">
        <label htmlFor="report-urls">{t('intake.urls')}</label>
        <textarea
          id="report-urls"
          className="input mono"
          spellCheck={false}
          value={report.urls}
          data-testid="intake-urls"
          onChange={(event) => change({ urls: event.target.value })}
        />
      </div>
      <div className="field whole">
        <label htmlFor="report-text-field">{t('intake.text')}</label>
        <textarea
          id="report-text-field"
          className="input"
          maxLength={20_000}
          value={report.text}
          data-testid="intake-text"
          onChange={(event) => change({ text: event.target.value })}
        />
      </div>
      <ChoiceField
        label={t('facts.suspected')}
        value={report.suspectedInfraction}
        testId="intake-suspected"
        onChange={(suspectedInfraction) => change({ suspectedInfraction })}
      >
        <option value="">{t('intake.notSaid')}</option>
        <InfractionOptions />
      </ChoiceField>
      <TextField label={t('intake.contact')} longest={500} value={report.contact} testId="intake-contact" onChange={(contact) => change({ contact })} />
      <label className="check whole">
        <input
          type="checkbox"
          checked={report.violent}
          onChange={(event) => change({ violent: event.target.checked })}
        />
        <span>{t('intake.violent')}</span>
      </label>
    </div>
  )
}
