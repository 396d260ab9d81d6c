import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { openItem } from '../../state/item.ts'

/** Items of this workstation that look like this one, nearest first, with what was decided of them. */
export function LookAlikes({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  return (
    <section className="under" aria-label={t('review.lookAlikes', { count: detail.lookAlikes.length })} data-testid="look-alikes">
      <h2 className="heading">{t('review.lookAlikes', { count: detail.lookAlikes.length })}</h2>
      <ul className="thumbs">
        {detail.lookAlikes.map((other) => (
          <li key={other.itemId}>
            <button type="button" className="thumb-button like" data-testid="look-alike" onClick={() => openItem(other.itemId)}>
              {other.thumbnailUrl === null ? <span className="thumb none" /> : <img className="thumb" src={other.thumbnailUrl} alt="" draggable={false} />}
              <span className="like-text">
                <span>{t('review.distance', { count: other.distance })}</span>
                <span className="soft cut">{other.outcome === null ? t(`words.state.${other.state}`) : t(`words.outcome.${other.outcome}`)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
