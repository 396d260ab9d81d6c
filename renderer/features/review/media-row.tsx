import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { showMedia, useItem } from '../../state/item.ts'
import { Thumb } from '../../ui/thumb.tsx'

/** The media of an item that has several: captures, or the pictures of one page. */
export function MediaRow({ detail }: { detail: ItemDetail }) {
  const { t } = useWords()
  const mediaIndex = useItem((item) => item.mediaIndex)
  return (
    <section className="under" aria-label={t('review.media')}>
      <h2 className="heading">{t('review.mediaCount', { number: mediaIndex + 1, count: detail.media.length })}</h2>
      <ul className="thumbs">
        {detail.media.map((media, index) => (
          <li key={media.sha256}>
            <button
              type="button"
              className="thumb-button"
              aria-pressed={index === mediaIndex}
              aria-label={t('review.mediaOf', { number: index + 1, name: media.name })}
              title={media.name}
              onClick={() => showMedia(index)}
            >
              <Thumb url={media.thumbnailUrl} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
