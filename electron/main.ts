import { readFileSync } from 'node:fs'
import { app, powerMonitor, protocol, session } from 'electron'
import { AppError } from '../contract/error.ts'
import { createWorkstation } from '../workstation/workstation.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { readArguments } from './arguments.ts'
import { hardenEveryPage, hardenSession } from './harden.ts'
import { ORIGIN, PARTITION, SCHEME } from './origin.ts'
import { electronPorts } from './ports.ts'
import { explainAndQuit } from './start-failure.ts'
import { openWindow } from './window.ts'

// Before anything else: what the scheme may do is fixed once the app is ready.
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
])
app.enableSandbox()
hardenEveryPage()

const { profile, demonstration, hubUrl } = readArguments(process.argv, app.getPath('userData'))
// Chromium's own files of a profile lie beside it, so that two profiles can be open and one cannot be open twice.
app.setPath('userData', `${profile}-shell`)

let workstation: Workstation | null = null
let closing = false

/** Locks and lets go of the profile before the process ends, whatever ends it. */
function closeBeforeQuit(event: Electron.Event): void {
  if (closing || workstation === null) return
  event.preventDefault()
  closing = true
  workstation.close().finally(() => app.exit(0))
}

async function start(): Promise<void> {
  await app.whenReady()
  const pages = session.fromPartition(PARTITION)
  hardenSession(pages)
  const opened = createWorkstation(
    electronPorts({
      profile,
      demonstration: demonstration === null ? null : readDemonstrationPeople(demonstration),
      hubUrl,
      onSystemLock: listener => {
        const signs = ['lock-screen', 'suspend', 'shutdown', 'user-did-resign-active'] as const
        // One list of signs for both: each has an overload of its own, of one and the same form.
        for (const sign of signs) powerMonitor.on(sign as 'suspend', listener)
        return () => {
          for (const sign of signs) powerMonitor.off(sign as 'suspend', listener)
        }
      },
    }),
  )
  workstation = opened
  pages.protocol.handle(SCHEME, request =>
    new URL(request.url).origin === ORIGIN ? opened.fetch(request) : new Response(null, { status: 403 }),
  )
  const window = openWindow(pages)
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  await window.loadURL(`${ORIGIN}/`)
}

/** The people whose passphrases the sign-in page of a demonstration tells. */
function readDemonstrationPeople(file: string): { people: { login: string; passphrase: string }[] } {
  const { passphrases } = JSON.parse(readFileSync(file, 'utf8')) as { passphrases: Record<string, string> }
  return { people: Object.entries(passphrases).map(([login, passphrase]) => ({ login, passphrase })) }
}

app.on('before-quit', closeBeforeQuit)
app.on('window-all-closed', () => app.quit())
if (!app.requestSingleInstanceLock()) app.exit(0)
else start().catch((error: unknown) => explainAndQuit(error instanceof AppError ? error.code : 'internal', error))
