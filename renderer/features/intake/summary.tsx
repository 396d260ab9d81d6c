import { useWords } from '../../i18n/use-words.ts'
import { useIntake } from '../../state/intake.ts'
import { openItem } from '../../state/item.ts'
import { show } from '../../state/queue.ts'

const COUNTS = ['new', 'known', 'repeated', 'refused'] as const

/** What came of the intake: how many are new, known, repeated, refused and why; addresses that were seen before. */
export function Summary({ onOpen }: { onOpen: () => void }) {
  const { t, number, failure } = useWords()
  const { summary, notSent, endedAlone } = useIntake()
  if (summary === null) return null
  const cancelled = summary.progress.state === 'cancelled'
  const byCore = summary.files.filter(({ status }) => status === 'refused').map(({ path, code }) => ({ path, code: code ?? 'internal' }))
  const refused = [...notSent, ...byCore]
  const counts = { ...summary.counts, refused: summary.counts.refused + notSent.length }
  const first = summary.files.find(({ itemId }) => itemId !== null)?.itemId ?? summary.seenUrls[0]?.itemId ?? null
  const open = (itemId: string): void => {
    openItem(itemId)
    void show({ view: 'waiting', filters: {} })
    onOpen()
  }
  return (
    <div className="summary" data-testid="summary">
      <p>
        <strong>{t(cancelled ? 'intake.cancelled' : 'intake.done', { reference: summary.reference })}</strong>
      </p>
      {endedAlone && <p data-testid="ended-alone">{t('intake.endedAlone')}</p>}
      <dl className="counts">
        {COUNTS.map((name) => (
          <div key={name} data-testid={`summary-${name}`} data-count={counts[name]}>
            <dt>{t(`intake.count.${name}`, { count: counts[name] })}</dt>
            <dd>{number(counts[name])}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && (
        <section>
          <h3>{t('intake.refused')}</h3>
          <ul className="lines">
            {refused.slice(0, 200).map(({ path, code }, index) => (
              <li key={index} data-testid="refused">
                <strong className="wrap">{path}</strong>
                <br />
                {failure(code)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {summary.seenUrls.length > 0 && (
        <section>
          <h3>{t('intake.seenUrls')}</h3>
          <ul className="lines">
            {summary.seenUrls.map((seen) => (
              <li key={seen.itemId}>
                <span className="wrap">{seen.url}</span>{' '}
                <button type="button" className="link" onClick={() => open(seen.earlierItemIds[0] ?? seen.itemId)}>
                  {t('intake.openEarlier')}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p className="soft">{t('intake.sourcesStay')}</p>
      <code className="command">npm run -s cli -- intake --remove-sources</code>
      {first !== null && (
        <button type="button" className="button" data-testid="summary-open" onClick={() => open(first)}>
          {t('intake.openFirst')}
        </button>
      )}
    </div>
  )
}
