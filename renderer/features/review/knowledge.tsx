import type { ItemDetail } from '../../../contract/api.ts'
import { useItem } from '../../state/item.ts'
import { BeforeLooking } from './before-looking.tsx'
import { History } from './history.tsx'
import { Matches } from './matches.tsx'
import { Moved } from './moved.tsx'
import { PriorityWhy } from './priority-why.tsx'
import { ReportText } from './report-text.tsx'
import { SeenBeforeList } from './seen-before.tsx'
import { WatchFor } from './watch-for.tsx'

/** All that is known without a look, in the order in which it helps. */
export function Knowledge({ detail }: { detail: ItemDetail }) {
  const mediaIndex = useItem((item) => item.mediaIndex)
  const media = detail.media[mediaIndex] ?? null
  return (
    <div className="knowledge">
      <BeforeLooking detail={detail} media={media} />
      <Moved moved={detail.moved} />
      {media !== null && <Matches media={media} detail={detail} />}
      {media !== null && <WatchFor detail={detail} media={media} />}
      <SeenBeforeList detail={detail} />
      <ReportText detail={detail} />
      <PriorityWhy detail={detail} />
      <History detail={detail} />
    </div>
  )
}
