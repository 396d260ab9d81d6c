import { useCallback, useEffect, useRef, useState } from 'react'
import type { ListRejections } from '../../../contract/api.ts'
import type { HashList } from '../../../contract/match.ts'
import { call } from '../../api/client.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { useAct } from '../../ui/use-act.ts'

/** Rows of a page of the core. */
const PAGE = 100
type Page = ListRejections & { offset: number }

/** The rows that were set aside, by line, each with its reason. */
export function RejectionsDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t, number } = useWords()
  const [page, setPage] = useState<Page | null>(null)
  const { problem, act } = useAct()
  const turnTo = useCallback(
    (offset: number): void => act(async () => setPage({ offset, ...(await call('listRejections', { id: list.id, query: { offset } })) })),
    [list.id, act],
  )
  useEffect(() => turnTo(0), [turnTo])
  return (
    <Dialog
      title={t('lists.rejectedTitle', { name: list.name })}
      onClose={onClose}
      testId="rejections"
      {...(page !== null && page.kept > PAGE ? { foot: <Pages page={page} onTurn={turnTo} /> } : {})}
    >
      <p className="soft">{t('lists.rejectedSays', { count: list.rejected, shown: number(list.rejected) })}</p>
      {page !== null && page.kept < page.total && <p className="note">{t('lists.rejectedKept', { kept: number(page.kept) })}</p>}
      <ProblemLine problem={problem} />
      {page === null && problem === null ? <Skeleton lines={4} /> : <Rows key={page?.offset} name={list.name} rows={page?.rejections ?? []} />}
    </Dialog>
  )
}

/** Scrolls by itself and takes the focus, so that who goes by keys reads on at once. */
function Rows({ name, rows }: { name: string; rows: ListRejections['rejections'] }) {
  const { t, number, failure } = useWords()
  const region = useRef<HTMLDivElement>(null)
  useEffect(() => region.current?.focus(), [])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keys
    <div ref={region} className="rejections" role="region" tabIndex={0} aria-label={t('lists.rejectedTitle', { name })}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('lists.line')}</th>
            <th scope="col">{t('lists.why')}</th>
            <th scope="col">{t('lists.excerpt')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, code, excerpt }, at) => (
            // A line may hold several values, and each file that came into the list has lines of its own.
            <tr key={at} data-testid="rejection" data-code={code}>
              <td>{number(line)}</td>
              <td>{failure(code)}</td>
              <td className="mono wrap">{excerpt}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Pages({ page: { offset, kept, rejections }, onTurn }: { page: Page; onTurn: (offset: number) => void }) {
  const { t, number } = useWords()
  const end = offset + rejections.length
  return (
    <>
      <span className="pages-told figures" role="status" data-testid="rejections-place">
        {t('lists.place', { from: number(offset + 1), to: number(end), of: number(kept) })}
      </span>
      <button type="button" className="button" disabled={offset === 0} onClick={() => onTurn(Math.max(0, offset - PAGE))}>
        {t('lists.before')}
      </button>
      <button type="button" className="button" disabled={end >= kept} data-testid="rejections-after" onClick={() => onTurn(end)}>
        {t('lists.after')}
      </button>
    </>
  )
}
