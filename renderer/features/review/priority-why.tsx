import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'

/** Why the item stands where it stands in the queue: each term with its points. */
export function PriorityWhy({ detail }: { detail: ItemDetail }) {
  const { t, number } = useWords()
  const { points, terms } = detail.priority
  return (
    <details data-testid="priority-why">
      <summary>
        <span className="heading">{t('priority.title', { points: number(Math.round(points)) })}</span>
      </summary>
      <ul className="lines priority">
        {terms.map((term, index) => (
          <li key={index}>
            <span>{t(`priority.term.${term.term}`, wordsOf(term.facts, t))}</span>
            <span className="soft">{term.points > 0 ? '+' : ''}{number(Math.round(term.points * 10) / 10)}</span>
          </li>
        ))}
      </ul>
      <p className="soft">{t('priority.says')}</p>
    </details>
  )
}

/** A source comes as its word; the sentence wants its name. */
function wordsOf(facts: Record<string, string | number>, t: ReturnType<typeof useWords>['t']): Record<string, string | number> {
  return typeof facts['source'] === 'string' ? { ...facts, source: t(`words.source.${facts['source']}`).toLowerCase() } : facts
}
