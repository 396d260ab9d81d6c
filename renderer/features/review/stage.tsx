import { useCallback } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { showMedia, stand, useItem } from '../../state/item.ts'
import { coverNow, useReveal } from '../../state/reveal.ts'
import { attachSurface } from '../../state/reveal-surface.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Ladder } from './ladder.tsx'
import { NoMedia, NotShown } from './not-shown.tsx'
import { RevealHint } from './reveal-hint.tsx'
import { isNotDrawn, showableOf } from './showable.ts'
import type { Showable } from './showable.ts'
import { Strip } from './strip.tsx'
import { useReveals } from './use-reveals.ts'
import { VideoControls } from './video-controls.tsx'

/** The dark middle: covered by default; what is uncovered stands in the surface and nowhere else. */
export function Stage({ detail }: { detail: ItemDetail }) {
  const mediaIndex = useItem((item) => item.mediaIndex)
  const rung = useItem((item) => item.rung)
  const problem = useReveal((reveal) => reveal.problem)
  const video = useReveal((reveal) => reveal.video)
  const showable = showableOf(detail, mediaIndex)
  const canReveal = showable.kind === 'picture' || showable.kind === 'video'
  const reveals = useReveals(detail, showable)
  useShortcut('facts', () => stand(rung === 'facts' ? 'covered' : 'facts'), { enabled: canReveal })
  useShortcut('cover', coverNow)
  useShortcut('mediaBefore', () => seekOr(-5, () => showMedia(mediaIndex - 1)))
  useShortcut('mediaAfter', () => seekOr(5, () => showMedia(mediaIndex + 1)))
  return (
    <div className="stage" data-testid="stage" data-rung={rung} onContextMenu={(event) => event.preventDefault()}>
      <RevealHint showable={showable} />
      <ProblemLine problem={problem} />
      <Picture showable={showable} detail={detail} facts={rung === 'facts'} holdable={reveals.holdable} />
      {video !== null && <VideoControls video={video} />}
      {canReveal && <Ladder showable={showable} rung={rung} reveals={reveals} />}
    </div>
  )
}

function seekOr(seconds: number, otherwise: () => void): void {
  const { video } = useReveal.getState()
  if (video === null) otherwise()
  else video.currentTime = Math.max(0, video.currentTime + seconds)
}

type PictureProps = { showable: Showable; detail: ItemDetail; facts: boolean; holdable: ReturnType<typeof useReveals>['holdable'] }

function Picture({ showable, detail, facts, holdable }: PictureProps) {
  const { t } = useWords()
  const surface = useCallback((element: HTMLDivElement | null) => attachSurface(element), [])
  if (showable.kind === 'none') return <NoMedia detail={detail} />
  if (isNotDrawn(showable)) return <NotShown detail={detail} showable={showable} />
  const { media } = showable
  const size = { maxWidth: media.width ?? undefined, maxHeight: media.height ?? undefined }
  return (
    <div className="picture-area" {...(showable.kind === 'picture' ? holdable : {})}>
      {facts && <p className="stage-says">{t('review.factsOnly')}</p>}
      {!facts && showable.kind === 'video' && <Strip media={media} />}
      <div className="picture" style={showable.kind === 'picture' ? size : undefined}>
        {!facts && showable.kind === 'picture' && media.coveredUrl !== null && (
          <img src={media.coveredUrl} alt={t('review.coveredPicture')} draggable={false} data-testid="covered-image" />
        )}
        <div className="surface" ref={surface} data-testid="surface" />
      </div>
    </div>
  )
}
