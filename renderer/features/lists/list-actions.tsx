import type { HashList } from '../../../contract/match.ts'
import { useWords } from '../../i18n/use-words.ts'
import type { OpenDialog } from './list-dialog.tsx'

export type ListActionsProps = { list: HashList; supervises: boolean; onOpen: (dialog: OpenDialog) => void }

/** What can be done with a list as it stands, by who looks at it. */
export function ListActions({ list, supervises, onOpen }: ListActionsProps) {
  const { t } = useWords()
  const busy = list.progress !== null
  const isReady = list.state === 'ready'
  const mayAct = supervises && !busy
  const actions: readonly [isShown: boolean, key: string, dialog: OpenDialog][] = [
    [list.rejected > 0, 'rejections', { kind: 'rejections', list }],
    [mayAct && isReady, 'into', { kind: 'import', from: list }],
    [mayAct && !isReady, 'again', { kind: 'import', from: list }],
    [supervises && isReady, 'terms', { kind: 'terms', list }],
    [isReady, 'export', { kind: 'export', exported: list }],
    [mayAct, 'remove', { kind: 'remove', list }],
  ]
  const shown = actions.filter(([isShown]) => isShown)
  if (shown.length === 0) return null
  return (
    <div className="line">
      {shown.map(([, key, dialog]) => (
        <button
          key={key}
          type="button"
          className="button"
          aria-label={t('lists.actionOf', { action: t(`lists.action.${key}`), name: list.name })}
          data-testid={`list-${key}`}
          onClick={() => onOpen(dialog)}
        >
          {t(`lists.action.${key}`)}
        </button>
      ))}
    </div>
  )
}
