import { useWords } from '../../i18n/use-words.ts'
import { stand } from '../../state/item.ts'
import type { StageRung } from '../../state/item.ts'
import { useReveal } from '../../state/reveal.ts'
import type { Showable } from './showable.ts'
import type { useReveals } from './use-reveals.ts'

type Props = { showable: Showable; rung: StageRung; reveals: ReturnType<typeof useReveals> }

/** Facts, covered, full: always in the same place. The last rung is held with the mouse, or toggled by keyboard. */
export function Ladder({ showable, rung, reveals }: Props) {
  const { t } = useWords()
  const phase = useReveal((state) => state.reveal.phase)
  const isVideo = showable.kind === 'video'
  const uncovered = phase !== 'covered'
  return (
    <div className="ladder" role="group" aria-label={t('review.ladder')}>
      {(['facts', 'covered'] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={!uncovered && rung === name}
          data-testid={`rung-${name}`}
          onClick={() => stand(name)}
        >
          {t(`words.rung.${name}`)}
        </button>
      ))}
      <button
        type="button"
        aria-pressed={uncovered}
        data-testid={isVideo ? 'rung-play' : 'rung-full'}
        {...(isVideo ? {} : reveals.holdable)}
        onClick={(event) => {
          // A click by keyboard has no detail; with the mouse a picture is held, not clicked.
          if (isVideo || event.detail === 0) reveals.toggle()
        }}
      >
        {t(`words.rung.${isVideo ? 'play' : 'full'}`)}
      </button>
    </div>
  )
}
