import { ReportSource } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { InfractionOptions } from '../../ui/infraction-options.tsx'
import type { TypedReport } from './report-draft.ts'

type Props = { report: TypedReport; onChange: (report: TypedReport) => void }

/** What is known of the report itself. */
export function ReportForm({ report, onChange }: Props) {
  const { t, time } = useWords()
  const change = (part: Partial<TypedReport>): void => onChange({ ...report, ...part })
  return (
    <div className="report-form">
      <div className="field">
        <label htmlFor="report-source">{t('facts.source')}</label>
        <select
          id="report-source"
          className="input"
          value={report.source}
          onChange={(event) => change({ source: ReportSource.parse(event.target.value) })}
        >
          {ReportSource.options.map((source) => (
            <option key={source} value={source}>
              {t(`words.source.${source}`)}
            </option>
          ))}
        </select>
      </div>
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
      <div className="field">
        <label htmlFor="report-suspected">{t('facts.suspected')}</label>
        <select
          id="report-suspected"
          className="input"
          value={report.suspectedInfraction}
          data-testid="intake-suspected"
          onChange={(event) => change({ suspectedInfraction: event.target.value })}
        >
          <option value="">{t('intake.notSaid')}</option>
          <InfractionOptions />
        </select>
      </div>
      <div className="field">
        <label htmlFor="report-contact">{t('intake.contact')}</label>
        <input
          id="report-contact"
          className="input"
          maxLength={500}
          autoComplete="off"
          value={report.contact}
          onChange={(event) => change({ contact: event.target.value })}
        />
      </div>
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
