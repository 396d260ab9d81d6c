import { useId, useState } from 'react'
import type { KeyboardEvent, RefObject } from 'react'
import type { ItemDetail } from '../../../contract/api.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useSettings } from '../../state/settings.ts'
import { infractionName, searchInfractions } from '../../state/taxonomy.ts'
import { Key } from '../../ui/key.tsx'

const MOST = 10
type Props = {
  detail: ItemDetail
  chosen: readonly string[]
  onChange: (infractions: string[]) => void
  field: RefObject<HTMLInputElement | null>
  shortcut: boolean
}

/** Type to find, arrows and Enter to choose; what was chosen stands above and can be taken away. */
export function InfractionPicker({ detail, chosen, onChange, field, shortcut }: Props) {
  const { t, locale } = useWords()
  const taxonomy = useSettings((settings) => settings.taxonomy)
  const [words, setWords] = useState('')
  const [open, setOpen] = useState(false)
  const [at, setAt] = useState(0)
  const id = useId()
  if (taxonomy === null) return null
  const fields = searchInfractions(taxonomy, words, locale)
  const flat = fields.flatMap((group) => group.infractions).filter((infraction) => !chosen.includes(infraction.id))
  const marked = flat[Math.min(at, flat.length - 1)]

  function choose(infraction: string): void {
    if (chosen.length < MOST) onChange([...chosen, infraction])
    setWords('')
    setOpen(false)
    setAt(0)
    field.current?.blur()
  }
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey) return
    if (event.key === 'ArrowDown') setAt(Math.min(flat.length - 1, at + 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (event.key === 'Enter' && marked !== undefined) choose(marked.id)
    else if (event.key === 'Escape') field.current?.blur()
    else return
    setOpen(event.key !== 'Escape' && event.key !== 'Enter')
    event.preventDefault()
  }
  return (
    <div className="field infractions">
      <label htmlFor={`${id}field`} className="unseen">
        {t('qualification.infraction')}
      </label>
      {chosen.length > 0 && (
        <ul className="chosen">
          {chosen.map((infraction) => (
            <li key={infraction} data-testid={`infraction-${infraction}`}>
              <span>{infractionName(taxonomy, infraction, locale)}</span>
              <span className="soft">{infraction === detail.prequalification.infraction && t('qualification.proposed')}</span>
              <button type="button" className="link" onClick={() => onChange(chosen.filter((other) => other !== infraction))}>
                {t('qualification.take')} <span className="unseen">{infractionName(taxonomy, infraction, locale)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div className="keyed">
      <input
        id={`${id}field`}
        ref={field}
        className="input"
        role="combobox"
        aria-expanded={open}
        aria-controls={`${id}list`}
        aria-activedescendant={open && marked !== undefined ? `${id}${marked.id}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        placeholder={t(chosen.length === 0 ? 'qualification.pick' : 'qualification.pickMore')}
        value={words}
        data-testid="infraction"
        onFocus={() => setOpen(true)}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          setWords(event.target.value)
          setOpen(true)
          setAt(0)
        }}
        onKeyDown={onKey}
      />
        {shortcut && <Key of="infraction" />}
      </div>
      <div id={`${id}list`} className="options" role="listbox" aria-label={t('qualification.infraction')} hidden={!open}>
        {fields.map((group) => (
          <div key={group.id} role="group" aria-label={group.name[locale]}>
            <div className="options-head" role="presentation">{group.name[locale]}</div>
            {group.infractions.filter((infraction) => !chosen.includes(infraction.id)).map((infraction) => (
              <div
                key={infraction.id}
                id={`${id}${infraction.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={infraction.id === marked?.id}
                className="option"
                data-testid={`option-${infraction.id}`}
                ref={infraction.id === marked?.id && open ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null}
                onPointerDown={(event) => {
                  event.preventDefault()
                  choose(infraction.id)
                }}
              >
                {infraction.name[locale]}
              </div>
            ))}
          </div>
        ))}
        {flat.length === 0 && <p className="soft options-none">{t('qualification.noInfraction')}</p>}
      </div>
    </div>
  )
}
