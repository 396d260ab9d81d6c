import { useState } from 'react'
import { problemOf } from '../../api/problem.ts'
import type { Problem } from '../../api/problem.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useProgress } from '../../state/progress.ts'
import { renewHub } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { SecretField } from './secret-field.tsx'

/** Where the hub does not take this workstation's access any more: its password gives a new one. Else it is not there. */
export function HubCard() {
  const { t, failure } = useWords()
  const refused = useProgress(({ sync }) => sync?.problem === 'hub.unauthorised')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [needsCode, setNeedsCode] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const ready = password !== '' && !busy && (!needsCode || code.trim() !== '')

  async function submit(): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await renewHub(needsCode ? { password, code: code.trim() } : { password })
      setPassword('')
      setCode('')
    } catch (thrown) {
      const found = problemOf(thrown)
      setProblem(found)
      if (found.code === 'hub.not_enrolled') setNeedsCode(true)
    }
    setBusy(false)
  }

  if (!refused) return null
  return (
    <form
      className="card gate-form"
      data-testid="renew-hub"
      onSubmit={(event) => {
        event.preventDefault()
        if (ready) void submit()
      }}
    >
      <h2>{t('settings.hub')}</h2>
      <p className="note">{failure('hub.unauthorised')}</p>
      <p className="soft">{t('settings.hubSays')}</p>
      <SecretField label={t('setUp.password')} value={password} onChange={setPassword} testId="renew-password" />
      {needsCode && (
        <div className="field">
          <label htmlFor="renew-code">{t('setUp.code')}</label>
          <input
            id="renew-code"
            className="input mono"
            autoComplete="off"
            spellCheck={false}
            value={code}
            data-testid="renew-code"
            onChange={(event) => setCode(event.target.value)}
          />
          <p className="soft">{t('setUp.codeSays')}</p>
        </div>
      )}
      <ProblemLine problem={problem} />
      <div>
        <button type="submit" className="button" disabled={!ready} data-testid="renew-hub-go">
          {t('settings.renewHub')}
        </button>
      </div>
    </form>
  )
}
