import { useState } from 'react'
import type { ItemDetail, MediaFacts } from '../../../contract/api.ts'
import type { Match, VideoMatch } from '../../../contract/match.ts'
import { formatDuration } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName } from '../../state/taxonomy.ts'
import { viewWords } from './view-words.ts'

/** The largest distance at which two pictures count as similar. */
const LIMIT = 31
const AT_FIRST = 4

/** Each match explains itself: list, trust, entry, distance, quality, view, second, classification. */
export function Matches({ media, detail }: { media: MediaFacts; detail: ItemDetail }) {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const { matches } = media
  if (matches.length === 0) {
    return media.state === 'ready' ? (
      <section aria-labelledby="matches">
        <h2 id="matches" className="heading">{t('review.matches')}</h2>
        <p className="soft" data-testid="no-match">{t('review.noMatch')}</p>
      </section>
    ) : null
  }
  const shown = all ? matches : matches.slice(0, AT_FIRST)
  return (
    <section aria-labelledby="matches" data-testid="matches">
      <h2 id="matches" className="heading">{t('review.matches')}</h2>
      <ul className="matches">
        {shown.map((match) => (
          <MatchCard key={match.id} match={match} proposes={match.id === detail.prequalification.matchId} detail={detail} />
        ))}
      </ul>
      {matches.length > AT_FIRST && (
        <button type="button" className="link" onClick={() => setAll(!all)}>
          {all ? t('review.less') : t('review.moreMatches', { count: matches.length - AT_FIRST })}
        </button>
      )}
    </section>
  )
}

function MatchCard({ match, proposes, detail }: { match: Match; proposes: boolean; detail: ItemDetail }) {
  const { t, number, percent, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const { list, entry } = match
  // A policy may hold rules of its own: those are told by the name that it gives them.
  const proposal = ({ rule, policyVersion: version }: ItemDetail['prequalification']): string =>
    t('match.proposes', { rule: t(`words.rule.${rule}`, { defaultValue: rule }), version })
  const videoWords = ({ queryPercent, entryPercent, same }: VideoMatch): string => {
    const query = percent(queryPercent / 100)
    if (entryPercent === null) return t('match.onFrames', { query })
    return t(same ? 'match.sameVideo' : 'match.inCommon', { query, entry: percent(entryPercent / 100) })
  }
  const how =
    match.kind === 'exact'
      ? t('match.exact', { algorithm: t(`words.algorithm.${match.algorithm}`) })
      : t(match.certainty === 'possible' ? 'match.possible' : 'match.distance', { count: match.distance, limit: LIMIT })
  const more = [
    match.quality === null ? null : t('match.quality', { count: match.quality }),
    viewWords(match, t),
    match.frameSeconds === null ? null : t('match.at', { time: formatDuration(match.frameSeconds) }),
    match.video === null ? null : videoWords(match.video),
    entry.classification === '' ? null : t('match.classification', { classification: entry.classification }),
    entry.infraction === null ? null : infractionName(taxonomy, entry.infraction, locale),
    entry.sourceReference === '' ? null : t('match.reference', { reference: entry.sourceReference }),
    proposes ? proposal(detail.prequalification) : null,
  ].filter((part) => part !== null)
  return (
    <li className={`match ${proposes ? 'proposes' : ''}`} data-testid="match" data-kind={match.kind}>
      <p>
        <strong>{list.kind === 'own' ? t('match.own') : list.name}</strong> · {list.kind === 'watch' ? t('match.watch') : t(`words.trust.${list.trust}`)} ·{' '}
        {t('match.entry', { number: number(entry.id) })} · {how}
      </p>
      {more.length > 0 && <p className="soft">{more.join(' · ')}</p>}
      <Closeness distance={match.distance} />
    </li>
  )
}

/** Full at distance 0, empty at the limit: how near, not how sure. */
function Closeness({ distance }: { distance: number }) {
  const { t } = useWords()
  return (
    <div className="bar" role="img" aria-label={t('match.distance', { count: distance, limit: LIMIT })}>
      <span style={{ width: `${Math.max(3, (1 - distance / LIMIT) * 100)}%` }} />
    </div>
  )
}
