import type { QueueRow } from '../../../contract/api.ts'
import { formatDuration } from '../../i18n/format.ts'

/** What a row says of its item: keys of sentences under `queue.title` and `queue.badge`, with what they quote. */
export type Told = { key: string; facts?: Record<string, string | number>; tone?: 'told' | 'fault' }

/** The one line that matters most before a look: a failure, then what is known, then what it is. */
export function titleOf(row: QueueRow): Told {
  if (row.mediaState === 'failed') return { key: 'failed' }
  if (row.kind === 'video') return videoTitle(row)
  if (row.match?.kind === 'exact') return { key: row.match.trust === 'verified' ? 'known_verified' : 'known_unverified' }
  if (row.match?.kind === 'similar') return { key: row.match.certainty === 'possible' ? 'possible' : 'similar', facts: { list: row.match.listName } }
  if (row.damaged) return { key: 'damaged' }
  if (row.mediaState === 'pending' || row.mediaState === 'analysing') return { key: 'analysing' }
  if (row.kind === 'url') return { key: row.media === 0 ? 'url' : 'url_captured' }
  return { key: row.kind === 'other' ? 'other' : 'unknown' }
}

function videoTitle(row: QueueRow): Told {
  if (row.durationSeconds === null) return { key: row.mediaState === 'ready' ? 'video' : 'analysing' }
  const facts = { duration: formatDuration(row.durationSeconds) }
  return { key: row.match === null ? 'video_of' : 'video_known', facts }
}

export function badgesOf(row: QueueRow): Told[] {
  const all: (Told | false)[] = [
    row.state === 'returned' && { key: 'returned', tone: 'told' },
    row.watched && { key: 'watched', tone: 'told' },
    row.match?.kind === 'exact' && { key: 'exact', tone: 'told' },
    row.match?.kind === 'similar' && { key: 'pdq', facts: { distance: row.match.distance }, tone: 'told' },
    row.prequalification.kind === 'close_unseen' && row.state === 'waiting' && { key: 'close_unseen' },
    row.violent && { key: 'violent' },
    row.moved !== null && { key: `moved_${row.moved.because}`, facts: { list: row.moved.listName } },
    row.lookAlikes > 0 && { key: 'look_alikes', facts: { count: row.lookAlikes } },
    row.seenBefore && { key: 'seen_before' },
    row.kind === 'video' && row.durationSeconds === null && { key: 'video' },
    row.damaged && row.match !== null && { key: 'damaged' },
    row.media > 1 && { key: 'media', facts: { count: row.media } },
  ]
  return all.filter((told) => told !== false)
}
