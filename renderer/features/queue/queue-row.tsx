import { memo } from 'react'
import type { QueueRow as Row } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Thumb } from '../../ui/thumb.tsx'
import { badgesOf, titleOf } from './row-words.ts'

type Props = {
  row: Row
  /** From 0, of how many. */
  index: number
  total: number
  selected: boolean
  /** Pixels from the top of the whole list. */
  top: number
  /** Name of the suspected infraction. */
  infraction: string | null
}

/** One item that waits: covered thumbnail, what it is, whence and when, and what is known of it. */
export const QueueRow = memo(function QueueRow({ row, index, total, selected, top, infraction }: Props) {
  const { t, time, shortTime } = useWords()
  const title = titleOf(row)
  return (
    <div
      id={`row-${row.id}`}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      aria-posinset={index + 1}
      aria-setsize={total}
      className="queue-row"
      style={{ transform: `translateY(${top}px)` }}
      data-testid="queue-row"
      data-item={row.id}
      data-title={title.key}
    >
      <Thumb url={row.thumbnailUrl} />
      <span className="queue-text">
        <span className="queue-title cut">{t(`queue.title.${title.key}`, { ...title.facts })}</span>
        <span className="soft queue-whence">
          <span className="cut">{t(`words.sourceShort.${row.source}`)}</span>
          <span className="figures" title={time(row.receivedAt)}>&nbsp;· {shortTime(row.receivedAt)}</span>
        </span>
        <span className="badges">
          {row.outcome !== null && <span className="badge told">{t(`words.outcome.${row.outcome}`)}</span>}
          {badgesOf(row).map(({ key, facts, tone }) => (
            <span key={key} className={`badge ${tone ?? ''}`}>
              {t(`queue.badge.${key}`, { ...facts })}
            </span>
          ))}
          {infraction !== null && <span className="badge">{infraction}</span>}
        </span>
      </span>
    </div>
  )
})
