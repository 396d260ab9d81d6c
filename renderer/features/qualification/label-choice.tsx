import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { toggleLabel } from '../../state/taxonomy.ts'

/** Labels by group; of an exclusive group one at most. */
export function LabelChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (labels: string[]) => void }) {
  const { locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  if (taxonomy === null) return null
  return (
    <div className="label-groups">
      {taxonomy.labelGroups.map((group) => (
        <div key={group.id} className="labels" role="group" aria-label={group.name[locale]}>
          <span className="soft labels-name">{group.name[locale]}</span>
          {group.labels.map((label) => (
            <button
              key={label.id}
              type="button"
              className="label"
              aria-pressed={chosen.includes(label.id)}
              data-testid={`label-${label.id}`}
              onClick={() => onChange(toggleLabel(taxonomy, chosen, label.id))}
            >
              {label.name[locale]}
            </button>
          ))}
        </div>
      ))}
    </div>
  )
}
