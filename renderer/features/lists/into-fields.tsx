import { useWords } from '../../i18n/use-words.ts'
import { useLists } from '../../state/lists.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { canTake } from './import-form.ts'
import type { FieldsProps } from './import-form.ts'

const MODES = ['delta', 'replace'] as const

/** Whether the file makes a new list or goes into one that is there, and what that does to it. */
export function IntoFields({ form, onChange }: FieldsProps) {
  const { t } = useWords()
  const lists = useLists((state) => state.lists) ?? []
  const { into } = form
  const open = lists.filter((list) => canTake(list, form) || list.id === into?.listId)
  if (open.length === 0) return null
  return (
    <div className="report-form">
      <ChoiceField
        className="field whole"
        label={t('lists.into')}
        value={into?.listId ?? ''}
        onChange={(listId) => onChange({ into: listId === '' ? null : { listId, mode: into?.mode ?? 'delta' } })}
      >
        <option value="">{t('lists.newList')}</option>
        {open.map((list) => (
          <option key={list.id} value={list.id}>
            {list.name}
          </option>
        ))}
      </ChoiceField>
      {into !== null && (
        <fieldset className="field whole">
          <legend className="label">{t('lists.mode')}</legend>
          {MODES.map((mode) => (
            <label key={mode} className="check">
              <input type="radio" name="mode" checked={into.mode === mode} data-testid={`mode-${mode}`} onChange={() => onChange({ into: { ...into, mode } })} />
              <span>
                {t(`lists.modes.${mode}`)} <span className="soft">· {t(`lists.modeSays.${mode}`)}</span>
              </span>
            </label>
          ))}
          <p className="soft">{t('lists.intoSays')}</p>
        </fieldset>
      )}
    </div>
  )
}
