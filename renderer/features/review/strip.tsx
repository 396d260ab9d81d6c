import type { MediaFacts } from '../../../contract/api.ts'
import { formatDuration } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { startPlayAt, useReveal } from '../../state/reveal.ts'
import { knownFrames, knownStretches } from './known-stretches.ts'
import { MatchBar } from './match-bar.tsx'
import { nearestFrame } from './showable.ts'

/** Width of a frame on the stage; the sprite's frames are 160 px at most. */
const FRAME = 112

/** Covered frames of a video by time; those that a list knows are marked. A press chooses where play begins. */
export function Strip({ media }: { media: MediaFacts }) {
  const { t } = useWords()
  const startAt = useReveal((state) => state.startAt)
  const { strip } = media
  if (strip === null || strip.seconds.length === 0) return <p className="stage-says">{t('review.noStrip')}</p>
  const known = knownFrames(strip.seconds, knownStretches(media))
  const chosen = nearestFrame(strip.seconds, startAt)
  const height = Math.round((FRAME * strip.height) / (strip.width / strip.seconds.length))
  return (
    <div className="strip" data-testid="strip">
      <ol className="frames">
        {strip.seconds.map((second, index) => (
          <li key={index}>
            <button
              type="button"
              className={`frame ${known.has(index) ? 'known' : ''}`}
              aria-pressed={index === chosen}
              aria-label={t(known.has(index) ? 'review.frameKnown' : 'review.frame', { time: formatDuration(second) })}
              onClick={() => startPlayAt(second)}
            >
              <span className="frame-window" style={{ width: FRAME, height }}>
                <img
                  src={strip.url}
                  alt=""
                  draggable={false}
                  style={{ width: FRAME * strip.seconds.length, height, transform: `translateX(${-index * FRAME}px)` }}
                />
              </span>
              <span className="frame-time figures">{formatDuration(second)}</span>
            </button>
          </li>
        ))}
      </ol>
      <MatchBar media={media} />
    </div>
  )
}
