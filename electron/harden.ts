import { app } from 'electron'
import type { Session, WebContents } from 'electron'
import { ORIGIN } from './origin.ts'

/** Every page, whoever opens it: it stays where it is, opens nothing, embeds nothing. */
export function hardenEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => hardenPage(contents))
}

function hardenPage(contents: WebContents): void {
  const stay = (event: Electron.Event<{ url: string }>): void => {
    if (!isOwn(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** The session of the pages: no permission, no device, no download, no screen, no request but to the core. */
export function hardenSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  session.on('will-download', event => event.preventDefault())
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url) }))
}

/** Developer tools, where they are allowed at all, load from a scheme of their own. */
function isOwn(url: string): boolean {
  return url === ORIGIN || url.startsWith(`${ORIGIN}/`) || (!app.isPackaged && url.startsWith('devtools://'))
}
