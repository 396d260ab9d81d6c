import { ReportSource } from '../../../contract/words.ts'
import { useWords } from '../../i18n/use-words.ts'
import { show, useQueue } from '../../state/queue.ts'
import type { Filters } from '../../state/queue.ts'
import { InfractionOptions } from '../../ui/infraction-options.tsx'

const KINDS = ['image', 'video', 'other', 'url'] as const
const KNOWN = ['exact', 'similar', 'none'] as const

export function QueueFilters() {
  const { t } = useWords()
  const filters = useQueue((queue) => queue.filters)

  function change(name: keyof Filters, value: string): void {
    void show({ filters: { ...filters, [name]: value === '' ? undefined : value } })
  }
  const choice = (name: 'source' | 'kind' | 'known', options: readonly string[], words: string) => (
    <select
      className="input"
      value={filters[name] ?? ''}
      aria-label={t(`queue.filter.${name}`)}
      data-testid={`filter-${name}`}
      onChange={(event) => change(name, event.target.value)}
    >
      <option value="">{t(`queue.any.${name}`)}</option>
      {options.map((option) => (
        <option key={option} value={option}>
          {t(`${words}.${option}`)}
        </option>
      ))}
    </select>
  )
  return (
    <div className="queue-filters">
      {choice('source', ReportSource.options, 'words.source')}
      {choice('kind', KINDS, 'words.kind')}
      {choice('known', KNOWN, 'words.known')}
      <select
        className="input"
        value={filters.infraction ?? ''}
        aria-label={t('queue.filter.infraction')}
        onChange={(event) => change('infraction', event.target.value)}
      >
        <option value="">{t('queue.any.infraction')}</option>
        <InfractionOptions />
      </select>
    </div>
  )
}
