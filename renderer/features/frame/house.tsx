import { useEffect } from 'react'
import { useShortcut } from '../../shortcuts/keyboard.ts'
import { undo } from '../../state/deciding.ts'
import { openDialog, usePage } from '../../state/page.ts'
import { coverNow } from '../../state/reveal.ts'
import { lock } from '../../state/session.ts'
import { HelpDialog } from '../help/help-dialog.tsx'
import { IntakeDialog } from '../intake/intake-dialog.tsx'
import { ListsPage } from '../lists/lists-page.tsx'
import { QueueColumn } from '../queue/queue-column.tsx'
import { ReviewPage } from '../review/review-page.tsx'
import { SettingsPage } from '../settings/settings-page.tsx'
import { AlertsPage } from '../watch/alerts-page.tsx'
import { WatchDialog } from '../watch/watch-dialog.tsx'
import { Header } from './header.tsx'
import { StatusLine } from './status-line.tsx'
import { useIdleLock } from './use-idle-lock.ts'

/** The open workstation: header, one page, status line, and at most one dialog. */
export function House() {
  const page = usePage((state) => state.page)
  const dialog = usePage((state) => state.dialog)
  useIdleLock()
  useCoverOnLeaving()
  useShortcut('lock', () => lock('asked'))
  useShortcut('help', () => openDialog({ kind: 'help' }))
  useShortcut('intake', () => openDialog({ kind: 'intake' }))
  useShortcut('undo', () => void undo())
  return (
    <div className="house">
      <Header />
      {page === 'review' && (
        <div className="columns">
          <QueueColumn />
          <ReviewPage />
        </div>
      )}
      {page === 'alerts' && <AlertsPage />}
      {page === 'lists' && <ListsPage />}
      {page === 'settings' && <SettingsPage />}
      <StatusLine />
      {dialog?.kind === 'help' && <HelpDialog />}
      {dialog?.kind === 'intake' && <IntakeDialog attachTo={null} given={[]} />}
      {dialog?.kind === 'watch' && <WatchDialog itemId={dialog.itemId} sha256={dialog.sha256} />}
      {dialog?.kind === 'attach' && <IntakeDialog attachTo={dialog.itemId} given={dialog.files} />}
    </div>
  )
}

/** Whatever takes the eyes or the keys away from the page covers. */
function useCoverOnLeaving(): void {
  const dialog = usePage((state) => state.dialog)
  const page = usePage((state) => state.page)
  useEffect(() => coverNow(), [dialog, page])
  useEffect(() => {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') coverNow()
    }
    window.addEventListener('blur', coverNow)
    window.addEventListener('pagehide', coverNow)
    document.addEventListener('visibilitychange', hidden)
    return () => {
      window.removeEventListener('blur', coverNow)
      window.removeEventListener('pagehide', coverNow)
      document.removeEventListener('visibilitychange', hidden)
    }
  }, [])
}
