import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useLists } from '../../state/lists.ts'

/** Why the last import came to nothing, what to do about it, and what that leaves. */
export function ListFailure({ list }: { list: HashList }) {
  const { t, failure } = useWords()
  const unsent = useLists((state) => state.unsent[list.id])
  if (list.progress !== null || (list.failure === null && unsent === undefined)) {
    return list.state === 'cancelled' ? <p className="soft">{t('lists.cancelledSays')}</p> : null
  }
  return (
    <div className="problem" data-testid="list-failure" data-code={list.failure ?? unsent?.code}>
      <span>{unsent === undefined ? failure(list.failure ?? 'internal') : failure(unsent.code, unsent.facts)}</span>
      {list.state === 'ready' && <span>{t('lists.asBefore')}</span>}
    </div>
  )
}
