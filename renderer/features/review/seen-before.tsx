import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { openItem } from '../../state/item.ts'

/** The same address or the same bytes in earlier reports, with what was decided then. */
export function SeenBeforeList({ detail }: { detail: ItemDetail }) {
  const { t, time } = useWords()
  if (detail.seenBefore.length === 0) return null
  return (
    <section aria-labelledby="seen-before">
      <h2 id="seen-before" className="heading">{t('review.seenBefore')}</h2>
      <ul className="lines">
        {detail.seenBefore.map((seen) => (
          <li key={`${seen.itemId}${seen.because}`}>
            <button type="button" className="link" onClick={() => openItem(seen.itemId)}>
              {t('app.report', { reference: seen.reference })}
            </button>
            <span className="soft">
              {' · '}
              {t(`words.because.${seen.because}`)} · {time(seen.receivedAt)}
            </span>
            <br />
            {seen.decision === null ? (
              <span className="soft">{t('review.notDecidedYet')}</span>
            ) : (
              t('review.decidedBy', {
                outcome: t(`words.outcome.${seen.decision.outcome}`),
                name: seen.decision.personName,
                time: time(seen.decision.madeAt),
              })
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
