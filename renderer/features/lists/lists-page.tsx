import { useEffect, useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { loadLists, useLists } from '../../state/lists.ts'
import { useSession } from '../../state/session.ts'
import { Page } from '../../ui/page.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ListCard } from './list-card.tsx'
import { ListDialog } from './list-dialog.tsx'
import type { OpenDialog } from './list-dialog.tsx'
import { WrittenLists } from './written-lists.tsx'

/** The hash lists of this workstation: what is recognised comes from here. */
export function ListsPage() {
  const { t } = useWords()
  const { lists, problem } = useLists()
  const supervises = useSession(({ person }) => person !== null && person.role !== 'analyst')
  const [open, setOpen] = useState<OpenDialog | null>(null)
  useEffect(() => void loadLists(), [])
  return (
    <Page>
      <div className="line apart">
        <h1>{t('lists.title')}</h1>
        {supervises && (
          <button type="button" className="button main" data-testid="list-import" onClick={() => setOpen({ kind: 'import', from: null })}>
            {t('lists.import')}
          </button>
        )}
      </div>
      <p className="soft">{t('lists.says')}</p>
      <ProblemLine problem={problem} onRetry={() => void loadLists()} />
      {lists === null && problem === null && <Skeleton lines={6} />}
      {lists?.length === 0 && (
        <p className="card" data-testid="lists-empty">
          {t(supervises ? 'lists.empty' : 'lists.emptyAnalyst')}
        </p>
      )}
      <ul className="cards" aria-label={t('lists.imported')}>
        {lists?.map((list) => (
          <ListCard key={list.id} list={list} supervises={supervises} onOpen={setOpen} />
        ))}
      </ul>
      {lists !== null && <WrittenLists onExport={setOpen} />}
      <ListDialog open={open} onOpen={setOpen} />
    </Page>
  )
}
