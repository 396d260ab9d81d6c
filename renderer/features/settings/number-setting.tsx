import { useEffect, useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'

type Name = 'autoCoverSeconds' | 'idleLockMinutes'
type Props = { name: Name; least: number; most: number; value: number; onSave: (change: Partial<Record<Name, number>>) => void }

/** A whole number within its bounds; saved when the field is left or Enter is pressed. */
export function NumberSetting({ name, least, most, value, onSave }: Props) {
  const { t } = useWords()
  const [typed, setTyped] = useState(String(value))
  useEffect(() => setTyped(String(value)), [value])
  function leave(): void {
    const number = Math.round(Number(typed))
    if (typed.trim() === '' || !Number.isFinite(number)) return setTyped(String(value))
    const bounded = Math.min(most, Math.max(least, number))
    setTyped(String(bounded))
    if (bounded !== value) onSave({ [name]: bounded })
  }
  return (
    <div className="setting">
      <label htmlFor={`setting-${name}`}>
        {t(`settings.${name}`)}
        <br />
        <span className="soft">{t(`settings.${name}Says`)}</span>
      </label>
      <input
        id={`setting-${name}`}
        className="input"
        type="number"
        min={least}
        max={most}
        value={typed}
        data-testid={`setting-${name}`}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        onKeyDown={(event) => {
          if (event.key === 'Enter') leave()
        }}
      />
    </div>
  )
}
