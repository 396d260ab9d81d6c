import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { decide, useDeciding } from '../../state/deciding.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'
import { Key } from '../../ui/key.tsx'

/** An exact match on a verified list: closed on its proposal by one key, without any pixel drawn. */
export function CloseUnseen({ detail }: { detail: ItemDetail }) {
  const { t, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const busy = useDeciding((state) => state.busy)
  const { outcome, infraction } = detail.prequalification
  const close = (): void => {
    if (outcome === null) return
    void decide(detail.id, { outcome, infractions: infraction === null ? [] : [infraction], closeUnseen: true })
  }
  useShortcut('closeUnseen', close, { enabled: outcome !== null })
  if (outcome === null) return null
  const named = infraction === null ? [] : [infractionName(taxonomy, infraction, locale)]
  const proposal = [t(`words.outcome.${outcome}`), ...named].join(' · ')
  return (
    <div className="close-unseen">
      <p className="soft">{t('qualification.proposal', { proposal })}</p>
      <button type="button" className="button wide main" disabled={busy} data-testid="close-unseen" onClick={close}>
        <span>{t('qualification.closeUnseen')}</span> <Key of="closeUnseen" />
      </button>
      <p className="soft">{t('qualification.orDecide')}</p>
    </div>
  )
}
