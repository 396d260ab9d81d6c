import { useId } from 'react'

type Props = { label: string; value: string; onChange: (value: string) => void; testId: string }

/** A passphrase or password that is typed once and shown to nobody. */
export function SecretField({ label, value, onChange, testId }: Props) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        type="password"
        autoComplete="off"
        value={value}
        data-testid={testId}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}
