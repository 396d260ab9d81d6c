import { useEffect, useState } from 'react'
import type { RefObject } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { show, useQueue } from '../../state/queue.ts'

const PAUSE_MS = 250

/** Searches a moment after the last letter; Escape empties the field. */
export function QueueSearch({ field }: { field: RefObject<HTMLInputElement | null> }) {
  const { t } = useWords()
  const searched = useQueue((queue) => queue.filters.q ?? '')
  const [text, setText] = useState(searched)
  useEffect(() => setText(searched), [searched])
  useEffect(() => {
    if (text === searched) return
    const timer = setTimeout(() => {
      const { filters } = useQueue.getState()
      void show({ filters: { ...filters, q: text === '' ? undefined : text } })
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, searched])
  return (
    <input
      ref={field}
      className="input"
      type="search"
      maxLength={200}
      value={text}
      placeholder={t('queue.search')}
      aria-label={t('queue.searchSays')}
      data-testid="queue-search"
      onChange={(event) => setText(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        setText('')
        event.currentTarget.blur()
      }}
    />
  )
}
