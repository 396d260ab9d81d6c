import { useEffect, useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { useReveal } from '../../state/reveal.ts'
import { useSettings } from '../../state/settings.ts'
import { Key } from '../../ui/key.tsx'
import type { Showable } from './showable.ts'

/** How to uncover and when it covers again: one line, always in the same place. */
export function RevealHint({ showable }: { showable: Showable }) {
  const { t } = useWords()
  const phase = useReveal((state) => state.reveal.phase)
  const seconds = useSettings(({ settings }) => settings?.autoCoverSeconds ?? 10)
  if (showable.kind !== 'picture' && showable.kind !== 'video') return <p className="reveal-hint" />
  const verb = showable.kind === 'video' ? 'play' : 'reveal'
  return (
    <p className="reveal-hint" data-testid="reveal-hint" data-phase={phase}>
      {phase === 'covered' ? (
        <>
          {t('review.hint.hold')} <Key of="hold" /> {t(`review.hint.${verb}`)}
          <span className="dim">
            {' · '}
            <Key of="toggle" /> {t(verb === 'play' ? 'review.hint.togglePlay' : 'review.hint.toggleReveal', { count: seconds })}
          </span>
        </>
      ) : (
        <Countdown />
      )}
    </p>
  )
}

function Countdown() {
  const { t } = useWords()
  const endsAt = useReveal((state) => state.endsAt)
  const [now, setNow] = useState(() => performance.now())
  useEffect(() => {
    if (endsAt === null) return
    setNow(performance.now())
    const timer = setInterval(() => setNow(performance.now()), 250)
    return () => clearInterval(timer)
  }, [endsAt])
  if (endsAt === null) return <>{t('review.hint.onRelease')}</>
  const left = Math.max(0, Math.ceil((endsAt - now) / 1000))
  return (
    <span className="figures" data-testid="countdown">
      {t('review.hint.coversIn', { count: left })}
    </span>
  )
}
