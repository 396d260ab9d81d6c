import { useEffect, useState } from 'react'
import type { HashList, ListLosses } from '../../../contract/match.ts'
import { call } from '../../api/client.ts'
import { useWords } from '../../i18n/use-words.ts'
import { removeList } from '../../state/lists.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

/** What goes with a list, before it goes. */
export function RemoveDialog({ list, onClose }: { list: HashList; onClose: () => void }) {
  const { t } = useWords()
  const [losses, setLosses] = useState<ListLosses | null>(null)
  const { problem: unknown, act: count } = useAct()
  const { busy, problem, act } = useAct()
  useEffect(() => count(() => call('listLosses', { id: list.id }).then(setLosses)), [list.id, count])
  return (
    <Dialog
      title={t('lists.removeTitle', { name: list.name })}
      onClose={onClose}
      foot={
        <>
          <button type="button" className="button" onClick={onClose}>
            {t('app.cancel')}
          </button>
          <button type="button" className="button main" disabled={busy} data-testid="list-remove-confirm" onClick={() => act(() => removeList(list.id).then(onClose))}>
            {t(busy ? 'lists.removing' : 'lists.removeConfirm')}
          </button>
        </>
      }
    >
      <Losses entries={list.entries} losses={losses} />
      <p>{t('lists.removeStays')}</p>
      <ProblemLine problem={unknown} />
      <ProblemLine problem={problem} />
    </Dialog>
  )
}

function Losses({ entries, losses }: { entries: number; losses: ListLosses | null }) {
  const { t, number } = useWords()
  const counted = losses === null ? [] : ([['matched', losses.matched], ['proposals', losses.proposals]] as const)
  return (
    <>
      <p>{t('lists.removeSays')}</p>
      <ul className="losses" aria-busy={losses === null} data-testid="list-losses">
        {[['entries', entries] as const, ...counted].map(([key, count]) => (
          <li key={key} data-testid={`lost-${key}`} data-count={count}>
            {t(`lists.lost.${key}`, { count, shown: number(count) })}
          </li>
        ))}
      </ul>
    </>
  )
}
