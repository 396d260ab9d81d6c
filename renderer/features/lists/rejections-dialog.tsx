import { useCallback, useEffect, useState } from 'react'
import type { ListRejections } from '../../../contract/api.ts'
import type { HashList } from '../../../contract/match.ts'
import { call } from '../../api/client.ts'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'

/** The rows that were not taken, by line, each with its reason. */
export function RejectionsDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t, number, failure } = useWords()
  const [page, setPage] = useState<ListRejections>({ rejections: [], total: list.rejected })
  const [problem, setProblem] = useState<Problem | null>(null)
  const more = useCallback(
    async (offset: number): Promise<void> => {
      try {
        const next = await call('listRejections', { id: list.id, query: { offset } })
        setPage((before) => ({ total: next.total, rejections: [...before.rejections.slice(0, offset), ...next.rejections] }))
      } catch (thrown) {
        setProblem(problemOf(thrown))
      }
    },
    [list.id],
  )
  useEffect(() => void more(0), [more])
  return (
    <Dialog title={t('lists.rejectedTitle', { name: list.name })} onClose={onClose} testId="rejections">
      <p className="soft">{t('lists.rejectedSays', { count: page.total, shown: number(page.total) })}</p>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('lists.line')}</th>
            <th scope="col">{t('lists.why')}</th>
            <th scope="col">{t('lists.excerpt')}</th>
          </tr>
        </thead>
        <tbody>
          {page.rejections.map(({ line, code, excerpt }) => (
            <tr key={line} data-testid="rejection" data-code={code}>
              <td>{number(line)}</td>
              <td>{failure(code)}</td>
              <td className="mono wrap">{excerpt}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ProblemLine problem={problem} />
      {page.rejections.length > 0 && page.rejections.length < page.total && (
        <button type="button" className="button" onClick={() => void more(page.rejections.length)}>
          {t('lists.more')}
        </button>
      )}
    </Dialog>
  )
}
