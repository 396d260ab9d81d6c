import type { WrittenList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useLists } from '../../state/lists.ts'
import { algorithmsOf } from './algorithms.ts'
import { ListCounts } from './list-counts.tsx'
import type { OpenDialog } from './list-dialog.tsx'
import { MatchingLines } from './matching-lines.tsx'

type Props = { onExport: (dialog: OpenDialog) => void }

/** The lists that people's acts write: our own, and what is watched for. */
export function WrittenLists({ onExport }: Props) {
  const { t } = useWords()
  const written = useLists((state) => state.written)
  const isOwn = ({ kind }: WrittenList): boolean => kind === 'own'
  return (
    <section aria-labelledby="written-lists" className="written-lists">
      <h2 id="written-lists">{t('lists.written')}</h2>
      <p className="soft">{t('lists.writtenSays')}</p>
      <ul className="cards">
        <OwnList list={written.find(isOwn) ?? null} onExport={onExport} />
        {written.filter((list) => !isOwn(list)).map((list) => (
          <WatchList key={list.id} list={list} />
        ))}
      </ul>
    </section>
  )
}

function OwnList({ list, onExport }: Props & { list: WrittenList | null }) {
  const { t } = useWords()
  return (
    <li className="card" data-testid="own-list-card">
      <div className="line apart">
        <h3>{t('lists.own')}</h3>
        <span className="badge told">{t('words.trust.verified')}</span>
      </div>
      <p className="soft">{t('lists.ownSays')}</p>
      {list === null || list.entries === 0 ? (
        <p>{t('lists.ownEmpty')}</p>
      ) : (
        <>
          <Holds list={list} />
          <div className="line">
            <button
              type="button"
              className="button"
              aria-label={t('lists.actionOf', { action: t('lists.action.export'), name: t('lists.own') })}
              data-testid="own-list-export"
              onClick={() => onExport({ kind: 'export', exported: { ...list, name: t('lists.own') } })}
            >
              {t('lists.action.export')}
            </button>
          </div>
        </>
      )}
    </li>
  )
}

function WatchList({ list }: { list: WrittenList }) {
  const { t, time } = useWords()
  const watch = useLists((state) => state.watches.find(({ id }) => id === list.id))
  return (
    <li className="card" data-testid="watch-list" data-name={list.name}>
      <div className="line apart">
        <h3>{list.name}</h3>
        <span className="badge">{t('lists.watch')}</span>
      </div>
      {watch !== undefined && (
        <p className="soft">{[t('watches.until', { time: time(watch.expiresAt) }), t('watches.alerts', { count: watch.alerts })].join(' · ')}</p>
      )}
      <Holds list={list} />
    </li>
  )
}

function Holds({ list }: { list: WrittenList }) {
  const { t, number } = useWords()
  const algorithms = algorithmsOf(list.counts).map(([algorithm, count]) => `${t(`words.algorithm.${algorithm}`)} ${number(count)}`)
  return (
    <>
      <ListCounts list={list} />
      <p className="soft">{algorithms.join(' · ')}</p>
      <MatchingLines matching={list} name={list.name} />
    </>
  )
}
