import { useState } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { keepInOwnList } from '../../state/watches.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'

/** What was confirmed as illegal may enter our own list, and leave it again: each by an act. */
export function OwnList({ detail }: { detail: ItemDetail }) {
  const { t, time } = useWords()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const { addToOwnList, removeFromOwnList } = detail.may
  if (detail.ownList === null && !addToOwnList) return null
  const keep = async (wanted: boolean): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await keepInOwnList(detail.id, wanted)
    } catch (thrown) {
      setProblem(problemOf(thrown))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="own-list" data-testid="own-list" data-there={detail.ownList !== null}>
      {detail.ownList === null ? (
        <button type="button" className="button" disabled={busy} data-testid="own-list-add" onClick={() => void keep(true)}>
          {t('ownList.add')}
        </button>
      ) : (
        <p>
          {t('ownList.there', { time: time(detail.ownList.addedAt), name: detail.ownList.personName })}{' '}
          {removeFromOwnList && (
            <button type="button" className="link" disabled={busy} data-testid="own-list-remove" onClick={() => void keep(false)}>
              {t('ownList.remove')}
            </button>
          )}
        </p>
      )}
      <ProblemLine problem={problem} />
    </div>
  )
}
