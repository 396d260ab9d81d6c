import type { ItemDetail, MediaFacts } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { openDialog } from '../../state/page.ts'
import { Key } from '../../ui/key.tsx'

/** Offers to look for this file in every later report. */
export function WatchFor({ detail, media }: { detail: ItemDetail; media: MediaFacts }) {
  const { t } = useWords()
  const possible = detail.may.watch && (media.state === 'ready' || media.state === 'failed')
  const open = (): void => openDialog({ kind: 'watch', itemId: detail.id, sha256: media.sha256 })
  useShortcut('watch', open, { enabled: possible })
  if (!possible) return null
  return (
    <p>
      <button type="button" className="button" data-testid="watch-for" onClick={open}>
        {t('watches.watchFor')} <Key of="watch" />
      </button>
    </p>
  )
}
