import { app, BrowserWindow, Menu } from 'electron'
import type { Session } from 'electron'
import { PROTECTS_CONTENT } from './ports.ts'

/** The one window: a page without preload, in a sandbox, on the session that lives in memory. */
export function openWindow(session: Session): BrowserWindow {
  // Without a menu of its own macOS has no copy and paste; elsewhere keys work without one.
  Menu.setApplicationMenu(process.platform === 'darwin' ? Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }]) : null)
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'Paravent',
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      plugins: false,
      webgl: false,
      disableDialogs: true,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  })
  if (PROTECTS_CONTENT) window.setContentProtection(true)
  window.once('ready-to-show', () => window.show())
  return window
}
