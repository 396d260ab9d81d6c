import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'

/** Why the item stands elsewhere than before, where that was a list's doing. */
export function Moved({ moved }: Pick<ItemDetail, 'moved'>) {
  const { t, time } = useWords()
  if (moved === null) return null
  return <p className="soft" data-testid="moved">{t(`review.moved.${moved.because}`, { list: moved.listName, time: time(moved.at) })}</p>
}
