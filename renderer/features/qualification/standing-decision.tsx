import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName, labelName } from '../../state/taxonomy.ts'

/** The decision that stands, whole. */
export function StandingDecision({ detail }: { detail: ItemDetail }) {
  const { t, time, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const decision = detail.decisions.find(({ withdrawnAt }) => withdrawnAt === null)
  if (decision === undefined) return null
  const infractions = decision.infractions.map((id) => infractionName(taxonomy, id, locale))
  const labels = decision.labels.map((id) => labelName(taxonomy, id, locale))
  return (
    <div className="standing">
      <p>
        <strong>{t(`words.outcome.${decision.outcome}`)}</strong>
        {infractions.length > 0 && ` · ${infractions.join(', ')}`}
      </p>
      {labels.length > 0 && <p>{labels.join(', ')}</p>}
      {decision.reason !== '' && <p>{t('app.quoted', { text: decision.reason })}</p>}
      <p className="soft">
        {decision.personName} · {time(decision.madeAt)} · {t(`words.basis.${decision.basis}`)}
      </p>
    </div>
  )
}
