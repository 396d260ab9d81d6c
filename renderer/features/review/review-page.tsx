import { useWords } from '../../i18n/use-words.ts'
import { loadItem, useItem } from '../../state/item.ts'
import { useQueue } from '../../state/queue.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { QualificationPanel } from '../qualification/qualification-panel.tsx'
import { SecondLookPanel } from '../supervision/second-look-panel.tsx'
import { Knowledge } from './knowledge.tsx'
import { LookAlikes } from './look-alikes.tsx'
import { MediaRow } from './media-row.tsx'
import { Stage } from './stage.tsx'

/** The middle and the right column: the material, what is known of it, and what is decided. */
export function ReviewPage() {
  const { t } = useWords()
  const { itemId, detail, problem } = useItem()
  return (
    <>
      <main className="middle" data-testid="review" data-item={itemId ?? undefined}>
        {detail === null ? (
          <Waiting />
        ) : (
          <>
            <Stage key={detail.id} detail={detail} />
            {detail.media.length > 1 && <MediaRow detail={detail} />}
            {detail.lookAlikes.length > 0 && <LookAlikes detail={detail} />}
          </>
        )}
      </main>
      <aside className="right" aria-label={t('review.known')}>
        {itemId !== null && detail === null && problem === null && <Skeleton lines={12} />}
        <ProblemLine problem={problem} onRetry={() => void loadItem()} />
        {detail !== null && (
          <>
            <Knowledge key={`know-${detail.id}`} detail={detail} />
            {detail.may.secondLook ? (
              <SecondLookPanel key={`look-${detail.id}`} detail={detail} />
            ) : (
              <QualificationPanel key={`qualify-${detail.id}`} detail={detail} />
            )}
          </>
        )}
      </aside>
    </>
  )
}

function Waiting() {
  const { t } = useWords()
  const itemId = useItem((item) => item.itemId)
  const empty = useQueue((queue) => queue.loaded && queue.total === 0)
  return (
    <div className="stage" data-testid="stage">
      {itemId === null && <p className="stage-says">{t(empty ? 'review.nothing' : 'review.choose')}</p>}
    </div>
  )
}
