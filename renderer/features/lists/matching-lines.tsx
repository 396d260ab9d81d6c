import type { ListMatching } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Bar } from '../../ui/bar.tsx'

/** What matching does with a list just now, or cannot do; nothing where all is done. */
export function MatchingLines({ matching: { index, rematch }, name }: { matching: ListMatching; name: string }) {
  const { t, number, failure } = useWords()
  const because = index?.because ?? null
  return (
    <>
      {index?.state === 'loading' && <p className="soft">{t('lists.indexLoading')}</p>}
      {because !== null && <p className={index?.state === 'failed' ? 'problem' : 'note'}>{failure(because)}</p>}
      {rematch !== null && (
        <div className="import-progress" data-testid="rematch">
          <p className="soft">{t('lists.rematch', { looked: number(rematch.looked), total: number(rematch.total) })}</p>
          <Bar fraction={rematch.total === 0 ? 1 : rematch.looked / rematch.total} label={t('lists.rematchOf', { name })} />
        </div>
      )}
    </>
  )
}
