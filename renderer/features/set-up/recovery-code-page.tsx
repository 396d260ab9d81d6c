import { useState } from 'react'
import { useWords } from '../../i18n/use-words.ts'
import { recoveryCodeIsKept, useSession } from '../../state/session.ts'
import { ProblemLine } from '../../ui/problem-line.tsx'
import { useAct } from '../../ui/use-act.ts'

/** The recovery code, this once. Nothing goes on before the person says that it is on paper. */
export function RecoveryCodePage() {
  const { t } = useWords()
  const newcomer = useSession((session) => session.newcomer)
  const [kept, setKept] = useState(false)
  const { busy, problem, act } = useAct()
  return (
    <main className="gate">
      <div className="gate-inner">
        <h1>{t('setUp.recoveryTitle')}</h1>
        <p>{t('setUp.recoverySays')}</p>
        <p className="recovery-code" data-testid="recovery-code">
          {newcomer?.recoveryCode}
        </p>
        <label className="check">
          <input type="checkbox" checked={kept} data-testid="recovery-kept" onChange={(event) => setKept(event.target.checked)} />
          <span>{t('setUp.recoveryKept')}</span>
        </label>
        <ProblemLine problem={problem} />
        <button
          type="button"
          className="button main"
          disabled={!kept || busy}
          data-testid="recovery-go-on"
          onClick={() => act(recoveryCodeIsKept)}
        >
          {t('setUp.recoveryGoOn')}
        </button>
      </div>
    </main>
  )
}
