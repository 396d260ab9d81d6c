import { useId } from 'react'
import type { ReactNode } from 'react'

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  /** `setting`: the name stands beside the choice, not above it. */
  className?: 'field' | 'field whole' | 'setting'
  testId?: string
  /** A line under the choice. */
  says?: string
  /** The options. */
  children: ReactNode
}

/** One of several, with its name. */
export function ChoiceField({ label, value, onChange, className = 'field', testId, says, children }: Props) {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={value} data-testid={testId} onChange={(event) => onChange(event.target.value)}>
        {children}
      </select>
      {says !== undefined && <p className="soft">{says}</p>}
    </div>
  )
}
