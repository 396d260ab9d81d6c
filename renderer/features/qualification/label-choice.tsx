import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Taxonomy } from '../../../contract/taxonomy.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { useSettings } from '../../state/settings.ts'
import { toggleLabel } from '../../state/taxonomy.ts'
import { Key } from '../../ui/key.tsx'

type Props = { chosen: readonly string[]; onChange: (labels: string[]) => void; shortcut: boolean }

/** Labels by group; of an exclusive group one at most. The first group is always in sight, the others on demand. */
export function LabelChoice({ chosen, onChange, shortcut }: Props) {
  const { t, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const [open, setOpen] = useState(false)
  useShortcut('labels', () => setOpen(!open), { enabled: shortcut })
  if (taxonomy === null) return null
  const [first, ...others] = taxonomy.labelGroups
  const hidden = others.flatMap((group) => group.labels).filter((label) => chosen.includes(label.id))
  const choose = (id: string): void => onChange(toggleLabel(taxonomy, chosen, id))
  return (
    <div className="label-groups">
      {first !== undefined && (
        <Group group={first} chosen={chosen} onChoose={choose}>
          {others.length > 0 && (
            <button type="button" className="button quiet labels-more" aria-expanded={open} data-testid="labels" onClick={() => setOpen(!open)}>
              {t('qualification.labels')} {shortcut && <Key of="labels" />}
            </button>
          )}
        </Group>
      )}
      {!open && hidden.length > 0 && <p className="soft">{hidden.map((label) => label.name[locale]).join(', ')}</p>}
      {open && others.map((group) => <Group key={group.id} group={group} chosen={chosen} onChoose={choose} />)}
    </div>
  )
}

type GroupProps = { group: Taxonomy['labelGroups'][number]; chosen: readonly string[]; onChoose: (id: string) => void; children?: ReactNode }

function Group({ group, chosen, onChoose, children }: GroupProps) {
  const { locale } = useWords()
  return (
    <div className="labels" role="group" aria-label={group.name[locale]}>
      <span className="soft labels-name">{group.name[locale]}</span>
      {group.labels.map((label) => (
        <button
          key={label.id}
          type="button"
          className="chip"
          aria-pressed={chosen.includes(label.id)}
          data-testid={`label-${label.id}`}
          onClick={() => onChoose(label.id)}
        >
          {label.name[locale]}
        </button>
      ))}
      {children}
    </div>
  )
}
