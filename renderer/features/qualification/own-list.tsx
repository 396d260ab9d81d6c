import { useRef } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { keepInOwnList } from '../../state/watches.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

/** What was confirmed as illegal may enter our own list, and leave it again: each by an act. */
export function OwnList({ detail }: { detail: ItemDetail }) {
  const { t, time } = useWords()
  const place = useRef<HTMLDivElement>(null)
  const { busy, problem, act } = useAct(place)
  const { addToOwnList, removeFromOwnList } = detail.may
  if (detail.ownList === null && !addToOwnList) return null
  const keep = (wanted: boolean): void => act(() => keepInOwnList(detail.id, wanted))
  return (
    <div ref={place} className="own-list" data-testid="own-list" data-there={detail.ownList !== null}>
      {detail.ownList === null ? (
        <button type="button" className="button" disabled={busy} data-testid="own-list-add" onClick={() => keep(true)}>
          {t('ownList.add')}
        </button>
      ) : (
        <p>
          {t('ownList.there', { time: time(detail.ownList.addedAt), name: detail.ownList.personName })}{' '}
          {removeFromOwnList && (
            <button type="button" className="link" disabled={busy} data-testid="own-list-remove" onClick={() => keep(false)}>
              {t('ownList.remove')}
            </button>
          )}
        </p>
      )}
      <ProblemLine problem={problem} />
    </div>
  )
}
