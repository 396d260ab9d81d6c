import { useId } from 'react'

type Props = {
  label: string
  /** `secret`: shown to nobody; `code`: letter by letter, as it is on paper. */
  kind?: 'text' | 'secret' | 'code' | 'url'
  value: string
  onChange: (value: string) => void
  testId: string
  /** Characters. */
  longest?: number
  required?: boolean
  /** A line under the field. */
  says?: string
}

/** One line of text with its name above it. The browser neither fills it in nor keeps it. */
export function TextField({ label, kind = 'text', value, onChange, testId, longest, required, says }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={`input ${kind === 'code' ? 'mono' : ''}`}
        type={kind === 'secret' ? 'password' : kind === 'url' ? 'url' : 'text'}
        autoComplete="off"
        spellCheck={kind === 'code' ? false : undefined}
        maxLength={longest}
        required={required}
        value={value}
        data-testid={testId}
        aria-describedby={says === undefined ? undefined : `${id}says`}
        onChange={(event) => onChange(event.target.value)}
      />
      {says !== undefined && (
        <p id={`${id}says`} className="soft">
          {says}
        </p>
      )}
    </div>
  )
}
