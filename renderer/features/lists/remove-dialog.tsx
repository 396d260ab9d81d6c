import { useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { removeList } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'

export function RemoveDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t, number } = useWords()
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    try {
      await removeList(list.id)
      onClose()
    } catch (thrown) {
      setProblem(problemOf(thrown))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('lists.removeTitle', { name: list.name })}
      onClose={onClose}
      testId="remove-list"
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="button" className="button main" disabled={busy} data-testid="list-remove-confirm" onClick={() => void remove()}>
            {t('lists.removeConfirm')}
          </button>
        </>
      }
    >
      <p>{t('lists.removeSays', { count: list.matched, shown: number(list.matched) })}</p>
      <ProblemLine problem={problem} />
    </Dialog>
  )
}
