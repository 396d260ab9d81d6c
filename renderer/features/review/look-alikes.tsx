import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { openItem } from '../../state/item.ts'
import { Thumb } from '../../ui/thumb.tsx'

/** Items of this workstation that look like this one, nearest first, with what was decided of them. */
export function LookAlikes({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  return (
    <section className="under" aria-labelledby="look-alikes" data-testid="look-alikes">
      <h2 id="look-alikes" className="heading">{t('review.lookAlikes', { count: detail.lookAlikes.length })}</h2>
      <ul className="thumbs">
        {detail.lookAlikes.map((other) => (
          <li key={other.itemId}>
            <button type="button" className="thumb-button like" data-testid="look-alike" onClick={() => openItem(other.itemId)}>
              <Thumb url={other.thumbnailUrl} />
              <span className="like-text">
                <span>{t('review.distance', { count: other.distance })}</span>
                <span className="soft cut">
                  {t(other.outcome === null ? `words.state.${other.state}` : `words.outcome.${other.outcome}`)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
