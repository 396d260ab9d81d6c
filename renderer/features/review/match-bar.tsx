import { useState } from 'react'
import type { MediaFacts } from '../../../contract/api.ts'
import { formatDuration } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { startPlayAt } from '../../state/reveal.ts'
import { knownStretches, secondsKnown, stretchesOnBar } from './known-stretches.ts'
import type { Stretch } from './known-stretches.ts'

const AT_FIRST = 8

/** The seconds of a video that a list knows: drawn on a bar, and each written as a button that starts there. */
export function MatchBar({ media }: { media: Pick<MediaFacts, 'matches' | 'durationSeconds'> }) {
  const { t } = useWords()
  const duration = media.durationSeconds ?? 0
  if (duration === 0) return null
  const known = knownStretches(media)
  const shown = stretchesOnBar(known, duration)
  const says = known.length > 0 ? t('review.knownSeconds', { count: secondsKnown(known) }) : t('review.noKnownSeconds')
  return (
    <div className="match-bar-home">
      <div className="match-bar" role="img" aria-label={says} data-testid="match-bar">
        {shown.map(([from, to]) => (
          <span key={from} style={{ left: `${(from / duration) * 100}%`, width: `${((Math.min(to, duration) - from) / duration) * 100}%` }} />
        ))}
      </div>
      <p className="match-bar-says figures">
        <span>{formatDuration(0)}</span>
        <span>{says}</span>
        <span>{formatDuration(duration)}</span>
      </p>
      {shown.length > 0 && <Stretches stretches={shown} />}
    </div>
  )
}

function Stretches({ stretches }: { stretches: readonly Stretch[] }) {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const shown = all ? stretches : stretches.slice(0, AT_FIRST)
  return (
    <ul className="stretches figures" data-testid="stretches">
      {shown.map(([from, to]) => {
        const [start, end] = [formatDuration(from), formatDuration(Math.ceil(to))]
        return (
          <li key={from}>
            <button type="button" aria-label={t('review.knownStretch', { from: start, to: end })} onClick={() => startPlayAt(from)}>
              {start} – {end}
            </button>
          </li>
        )
      })}
      {stretches.length > AT_FIRST && (
        <li>
          <button type="button" onClick={() => setAll(!all)}>
            {all ? t('review.less') : t('review.moreStretches', { count: stretches.length - AT_FIRST })}
          </button>
        </li>
      )}
    </ul>
  )
}
