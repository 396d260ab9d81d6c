import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'

type Line = { id: string; at: string; text: string; more: string[]; withdrawn: boolean }

/** Decisions and second looks, newest first, withdrawn ones too. */
export function History({ detail }: { detail: ItemDetail }) {
  const { t, time } = useWords()
  const lines = useLines(detail)
  if (lines.length === 0) return null
  return (
    <details data-testid="history">
      <summary>
        <span className="heading">{t('review.history', { count: lines.length })}</span>
      </summary>
      <ol className="lines">
        {lines.map((line) => (
          <li key={line.id}>
            <span className={line.withdrawn ? 'struck' : ''}>{line.text}</span>
            <br />
            <span className="soft">{[time(line.at), ...line.more].join(' · ')}</span>
          </li>
        ))}
      </ol>
    </details>
  )
}

function useLines(detail: ItemDetail): Line[] {
  const { t, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const decisions = detail.decisions.map((decision) => ({
    id: decision.id,
    at: decision.madeAt,
    withdrawn: decision.withdrawnAt !== null,
    text: t('review.decidedLine', { outcome: t(`words.outcome.${decision.outcome}`), name: decision.personName }),
    more: [
      t(`words.basis.${decision.basis}`),
      ...decision.infractions.map((id) => infractionName(taxonomy, id, locale)),
      ...(decision.reason === '' ? [] : [t('app.quoted', { text: decision.reason })]),
      ...(decision.withdrawnAt === null ? [] : [t('review.withdrawnLine')]),
    ],
  }))
  const looks = detail.secondLooks.map((look) => ({
    id: look.id,
    at: look.givenAt,
    withdrawn: false,
    text: t('review.secondLookLine', { verdict: t(`words.verdict.${look.verdict}`), name: look.personName }),
    more: look.reason === '' ? [] : [t('app.quoted', { text: look.reason })],
  }))
  return [...decisions, ...looks].toSorted((one, other) => other.at.localeCompare(one.at))
}
