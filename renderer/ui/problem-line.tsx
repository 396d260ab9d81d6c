import type { Problem } from '../api/problem.ts'
import { useWords } from '../i18n/use-words.ts'

/** What failed and what to do about it, next to where it failed. */
export function ProblemLine({ problem, onRetry }: { problem: Problem | null; onRetry?: () => void }) {
  const { t, failure } = useWords()
  if (problem === null) return null
  return (
    <div className="problem" role="alert" data-testid="problem" data-code={problem.code}>
      <span>{failure(problem.code, problem.facts)}</span>
      {onRetry !== undefined && (
        <button type="button" className="button quiet" onClick={onRetry}>
          {t('app.tryAgain')}
        </button>
      )}
    </div>
  )
}
