import type { HashList, WrittenList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'

/** What a list holds and matched, in numbers. */
export function ListCounts({ list }: { list: HashList | WrittenList }) {
  const { t, number } = useWords()
  const rows = 'rejected' in list ? ([['repeated', list.repeated], ['rejected', list.rejected]] as const) : []
  const shown = [['entries', list.entries], ['matched', list.matched], ...rows] as const
  return (
    <dl className="counts">
      {shown.map(([key, count]) => (
        <div key={key}>
          <dt>{t(`lists.${key}`, { count })}</dt>
          <dd data-testid={`list-${key}`}>{number(count)}</dd>
        </div>
      ))}
    </dl>
  )
}
