import { useEffect, useState } from 'react'
import { formatDuration } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'

/** Play, pause, seek: no sound, no speed, nothing else. */
export function VideoControls({ video }: { video: HTMLVideoElement }) {
  const { t } = useWords()
  const [, redraw] = useState(0)
  useEffect(() => {
    const changed = (): void => redraw((count) => count + 1)
    const events = ['timeupdate', 'play', 'pause', 'loadedmetadata', 'seeked'] as const
    for (const event of events) video.addEventListener(event, changed)
    return () => {
      for (const event of events) video.removeEventListener(event, changed)
    }
  }, [video])
  const duration = Number.isFinite(video.duration) ? video.duration : 0
  return (
    <div className="video-controls">
      <button
        type="button"
        data-testid="video-play"
        onClick={() => {
          if (video.paused) void video.play().catch(() => undefined)
          else video.pause()
        }}
      >
        {t(video.paused ? 'review.video.play' : 'review.video.pause')}
      </button>
      <input
        type="range"
        min={0}
        max={duration}
        step={0.1}
        value={video.currentTime}
        aria-label={t('review.video.seek')}
        onChange={(event) => {
          video.currentTime = Number(event.target.value)
        }}
      />
      <span className="figures">
        {formatDuration(video.currentTime)} / {formatDuration(duration)}
      </span>
    </div>
  )
}
