import { useEffect, useState } from 'react'
import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { loadLists, stopSending, useLists } from '../../state/lists.ts'
import { useSession } from '../../state/session.ts'
import { Bar } from '../../ui/bar.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { ListCard } from './list-card.tsx'
import { RejectionsDialog } from './rejections-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

type Open = { kind: 'import' } | { kind: 'rejections' | 'remove'; list: HashList } | null

/** The hash lists of this workstation: what is recognised comes from here. */
export function ListsPage() {
  const { t, bytes } = useWords()
  const { lists, problem, sending } = useLists()
  const supervises = useSession(({ person }) => person !== null && person.role !== 'analyst')
  const [open, setOpen] = useState<Open>(null)
  useEffect(() => void loadLists(), [])
  const close = (): void => setOpen(null)
  return (
    <main className="page" data-testid="lists-page">
      <div className="page-inner">
        <div className="line apart">
          <h1>{t('lists.title')}</h1>
          {supervises && (
            <button type="button" className="button main" data-testid="list-import" onClick={() => setOpen({ kind: 'import' })}>
              {t('lists.import')}
            </button>
          )}
        </div>
        <p className="soft">{t('lists.says')}</p>
        {sending !== null && (
          <div className="card" data-testid="list-sending">
            <p>{t('lists.sending', { name: sending.name, sent: bytes(sending.sent), total: bytes(sending.total) })}</p>
            <Bar fraction={sending.total === 0 ? 1 : sending.sent / sending.total} label={t('lists.progress')} />
            <button type="button" className="button" onClick={stopSending}>
              {t('lists.cancel')}
            </button>
          </div>
        )}
        <ProblemLine problem={problem} onRetry={() => void loadLists()} />
        {lists === null && problem === null && <Skeleton lines={6} />}
        {lists?.length === 0 && (
          <p className="card" data-testid="lists-empty">
            {t(supervises ? 'lists.empty' : 'lists.emptyAnalyst')}
          </p>
        )}
        <ul className="cards">
          {lists?.map((list) => (
            <ListCard
              key={list.id}
              list={list}
              supervises={supervises}
              onRejections={() => setOpen({ kind: 'rejections', list })}
              onRemove={() => setOpen({ kind: 'remove', list })}
            />
          ))}
        </ul>
      </div>
      {open?.kind === 'import' && <ImportDialog onClose={close} />}
      {open?.kind === 'rejections' && <RejectionsDialog list={open.list} onClose={close} />}
      {open?.kind === 'remove' && <RemoveDialog list={open.list} onClose={close} />}
    </main>
  )
}
