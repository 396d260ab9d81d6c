import { useTranslation } from 'react-i18next'
import { House } from './features/frame/house.tsx'
import { SetUpPage } from './features/set-up/set-up-page.tsx'
import { RecoveryCodePage } from './features/set-up/recovery-code-page.tsx'
import { SignInPage } from './features/sign-in/sign-in-page.tsx'
import { boot, useSession } from './state/session.ts'
import { ProblemLine } from './ui/problem-line.tsx'

/** Which page fits where the workstation stands. */
export function App() {
  const { t } = useTranslation()
  const phase = useSession((session) => session.phase)
  const problem = useSession((session) => session.problem)
  const preview = useSession((session) => session.status?.shell === 'preview')
  return (
    <div className="app">
      {preview && (
        <aside className="preview-banner" aria-label={t('app.previewBanner')}>
          {t('app.previewBanner')}
        </aside>
      )}
      {phase === 'unreachable' && (
        <main className="gate">
          <div className="gate-inner">
            <h1>Paravent</h1>
            <ProblemLine problem={problem} onRetry={() => void boot()} />
          </div>
        </main>
      )}
      {phase === 'set_up' && <SetUpPage />}
      {phase === 'recovery_code' && <RecoveryCodePage />}
      {phase === 'signed_out' && <SignInPage />}
      {phase === 'open' && <House />}
    </div>
  )
}
