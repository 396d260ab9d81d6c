import { useState } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'

const LONG = 180

/** What the reporter wrote; folded when it is long. */
export function ReportText({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const [whole, setWhole] = useState(false)
  const { text, contact } = detail.report
  if (text === '' && contact === null) return null
  const long = text.length > LONG
  return (
    <section aria-labelledby="report-text">
      <h2 id="report-text" className="heading">{t('review.reportText')}</h2>
      {text !== '' && <p className="report-text">{long && !whole ? `${text.slice(0, LONG).trimEnd()}…` : text}</p>}
      {long && (
        <button type="button" className="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {t(whole ? 'review.less' : 'review.more')}
        </button>
      )}
      {contact !== null && <p className="soft">{t('review.contact', { contact })}</p>}
    </section>
  )
}
