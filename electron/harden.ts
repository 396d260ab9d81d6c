import { app } from 'electron'
import type { Session, WebContents } from 'electron'
import { isOwnAddress } from './origin.ts'

/** Port 1 of this machine, where nothing listens: what tries to leave by a proxy ends here. */
const NOWHERE = 'http://127.0.0.1:1'

/** Before the app is ready: no name resolves, so that a hint (`dns-prefetch`), which no policy governs, tells nothing to anyone. */
export function closeWaysOut(): void {
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('webrtc-ip-handling-policy', 'disable_non_proxied_udp')
}

/** Every page, whoever opens it: it stays where it is, opens nothing, embeds nothing. */
export function hardenEveryPage(): void {
  app.on('web-contents-created', (_event, contents) => hardenPage(contents))
}

function hardenPage(contents: WebContents): void {
  const stay = (event: Electron.Event<{ url: string }>): void => {
    if (!isAllowed(event.url)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  // There is one page and no frame in it.
  contents.on('will-frame-navigate', event => {
    if (!event.isMainFrame || !isAllowed(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault()
    choose('')
  })
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // WebRTC heeds no content policy: without UDP it has the proxy alone, which leads nowhere.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  if (app.isPackaged) contents.on('devtools-opened', () => contents.closeDevTools())
}

/** The session of the pages: no permission, no device, no download, no screen, no request but to the core. */
export async function hardenSession(session: Session): Promise<void> {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }))
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null))
  refuseDevices(session)
  session.on('will-download', event => event.preventDefault())
  session.on('file-system-access-restricted', (_event, _details, answer) => answer('deny'))
  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isAllowed(details.url) }))
  await session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' })
}

function refuseDevices(session: Session): void {
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault()
    choose(null)
  })
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault()
    choose('')
  })
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault()
    choose()
  })
}

/** Developer tools, where they are allowed at all, load from a scheme of their own. */
function isAllowed(url: string): boolean {
  return isOwnAddress(url) || (!app.isPackaged && url.startsWith('devtools://'))
}
