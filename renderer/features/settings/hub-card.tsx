import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { useProgress } from '../../state/progress.ts'
import { renewHub } from '../../state/session.ts'
import { Form } from '../../ui/form.tsx'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAct } from '../../ui/use-act.ts'

/** Where the hub does not take this workstation's access any more: its password gives a new one. Else it is not there. */
export function HubCard() {
  const { t, failure } = useWords()
  const refused = useProgress(({ sync }) => sync?.problem === 'hub.unauthorised')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [needsCode, setNeedsCode] = useState(false)
  const { busy, problem, act } = useAct()
  const ready = password !== '' && !busy && (!needsCode || code.trim() !== '')

  function submit(): void {
    act(
      async () => {
        await renewHub(needsCode ? { password, code: code.trim() } : { password })
        setPassword('')
        setCode('')
      },
      (failed) => {
        if (failed.code === 'hub.not_enrolled') setNeedsCode(true)
      },
    )
  }
  if (!refused) return null
  return (
    <Form className="card gate-form" testId="renew-hub" ready={ready} onSubmit={submit}>
      <h2>{t('settings.hub')}</h2>
      <p className="note">{failure('hub.unauthorised')}</p>
      <p className="soft">{t('settings.hubSays')}</p>
      <TextField kind="secret" label={t('setUp.password')} value={password} onChange={setPassword} testId="renew-password" />
      {needsCode && <TextField kind="code" label={t('setUp.code')} says={t('setUp.codeSays')} value={code} onChange={setCode} testId="renew-code" />}
      <ProblemLine problem={problem} />
      <div>
        <button type="submit" className="button" disabled={!ready} data-testid="renew-hub-go">
          {t('settings.renewHub')}
        </button>
      </div>
    </Form>
  )
}
