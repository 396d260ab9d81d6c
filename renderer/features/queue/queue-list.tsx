import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { infractionName } from '../../state/taxonomy.ts'
import { useItem, openItem } from '../../state/item.ts'
import { indexOf, rowAt, see, useQueue } from '../../state/queue.ts'
import { useSettings } from '../../state/settings.ts'
import { QueueRow } from './queue-row.tsx'

/** Must equal --row in tokens.css. */
const ROW = 86
const BEYOND = 6

/** The rows that are in sight and a few beyond; ten thousand others cost nothing. */
export function QueueList() {
  const { t, locale } = useWords()
  const total = useQueue((queue) => queue.total)
  const pages = useQueue((queue) => queue.pages)
  const view = useQueue((queue) => queue.view)
  const filters = useQueue((queue) => queue.filters)
  const itemId = useItem((item) => item.itemId)
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const frame = useRef<HTMLDivElement>(null)
  const [scroll, setScroll] = useState({ top: 0, height: 800 })
  const first = Math.max(0, Math.floor(scroll.top / ROW) - BEYOND)
  const last = Math.min(total - 1, Math.ceil((scroll.top + scroll.height) / ROW) + BEYOND)
  const selected = indexOf(itemId, pages)

  useEffect(() => void see(first, Math.max(first, last)), [first, last, view, filters])
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null) return
    const measure = (): void => setScroll({ top: element.scrollTop, height: element.clientHeight })
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    element.addEventListener('scroll', measure, { passive: true })
    element.addEventListener('click', openClicked)
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', measure)
      element.removeEventListener('click', openClicked)
    }
  }, [])
  useLayoutEffect(() => {
    if (frame.current !== null) frame.current.scrollTop = 0
  }, [view, filters])
  useLayoutEffect(() => {
    const element = frame.current
    if (element === null || selected < 0) return
    const top = selected * ROW
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + ROW > element.scrollTop + element.clientHeight) element.scrollTop = top + ROW - element.clientHeight
  }, [selected])

  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  return (
    <div
      ref={frame}
      className="queue-list"
      role="listbox"
      tabIndex={0}
      aria-label={t(`words.view.${view}`)}
      aria-activedescendant={selected >= first && selected <= last ? `row-${itemId}` : undefined}
      data-testid="queue-list"
    >
      <div role="presentation" className="queue-run" style={{ height: total * ROW }}>
        {rows.map((index) => {
          const row = rowAt(index)
          return row === undefined ? (
            <div key={index} role="presentation" className="queue-row waiting" style={{ transform: `translateY(${index * ROW}px)` }} />
          ) : (
            <QueueRow
              key={row.id}
              row={row}
              index={index}
              total={total}
              top={index * ROW}
              selected={row.id === itemId}
              infraction={row.suspectedInfraction === null ? null : infractionName(taxonomy, row.suspectedInfraction, locale)}
            />
          )
        })}
      </div>
    </div>
  )
}

/** One listener for all rows; the focus stays on the list, since rows come and go with scrolling. */
function openClicked(this: HTMLElement, event: MouseEvent): void {
  const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-item]') : null
  const id = row?.dataset['item']
  if (id === undefined) return
  this.focus({ preventScroll: true })
  openItem(id)
}
