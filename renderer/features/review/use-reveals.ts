import { useEffect } from 'react'
import type { PointerEvent } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { coverNow, releaseReveal, useReveal, wishReveal } from '../../state/reveal.ts'
import type { Showable } from './showable.ts'

/** The acts that uncover: hold by key or mouse, toggle by key or button; all the same wish to the core. */
export function useReveals(detail: ItemDetail, showable: Showable) {
  const { t } = useWords()
  const media = showable.kind === 'picture' || showable.kind === 'video' ? showable.media : null
  const label = t(showable.kind === 'video' ? 'review.shownVideo' : 'review.shownPicture')
  useEffect(() => useReveal.setState({ label }), [label])

  function wish(manner: 'hold' | 'toggle'): void {
    if (media === null) return
    wishReveal({ itemId: detail.id, sha256: media.sha256, rung: showable.kind === 'video' ? 'play' : 'full', manner })
  }
  const toggle = (): void => {
    if (useReveal.getState().reveal.phase === 'covered') wish('toggle')
    else coverNow()
  }
  const hold = (): void => wish('hold')
  useShortcut('hold', hold, { release: releaseReveal, enabled: media !== null })
  useShortcut('toggle', toggle, { enabled: media !== null })

  const holdable = {
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || useReveal.getState().reveal.phase !== 'covered') return
      // The release must be heard wherever the pointer is by then.
      event.currentTarget.setPointerCapture(event.pointerId)
      hold()
    },
    onPointerUp: releaseReveal,
    onPointerCancel: releaseReveal,
    onLostPointerCapture: releaseReveal,
  }
  return { toggle, holdable }
}
