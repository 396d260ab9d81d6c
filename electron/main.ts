import { readFileSync } from 'node:fs'
import { app, protocol, session } from 'electron'
import { AppError } from '../contract/error.ts'
import { createWorkstation } from '../workstation/workstation.ts'
import type { Workstation } from '../workstation/workstation.ts'
import { answerOwnPage } from './answer.ts'
import { readArguments } from './arguments.ts'
import type { ShellArguments } from './arguments.ts'
import { closeWaysOut, hardenEveryPage, hardenSession } from './harden.ts'
import { ORIGIN, PARTITION, SCHEME } from './origin.ts'
import { electronPorts } from './ports.ts'
import { explainAndQuit } from './start-failure.ts'
import { forgetVariables, refusedSwitches } from './switches.ts'
import { openWindow } from './window.ts'

let workstation: Workstation | null = null
let closing = false

/** What must be said before the app is ready: from then on it is fixed. */
function prepare(): ShellArguments {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ])
  app.enableSandbox()
  closeWaysOut()
  hardenEveryPage()
  forgetVariables(process.env)
  const asked = readArguments(process.argv, app.getPath('userData'))
  // Chromium's own files of a profile lie beside it, so that two profiles can be open and one cannot be open twice.
  app.setPath('userData', `${asked.profile}-shell`)
  return asked
}

async function start({ profile, demonstration, hubUrl }: ShellArguments): Promise<void> {
  await app.whenReady()
  const pages = session.fromPartition(PARTITION)
  await hardenSession(pages)
  const people = demonstration === null ? null : readDemonstrationPeople(demonstration)
  const opened = createWorkstation(electronPorts({ profile, demonstration: people, hubUrl }))
  workstation = opened
  pages.protocol.handle(SCHEME, answerOwnPage(opened.fetch))
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

/** Locks and lets go of the profile before the process ends, whatever ends it. */
function closeBeforeQuit(event: Electron.Event): void {
  if (closing || workstation === null) return
  event.preventDefault()
  closing = true
  workstation.close().finally(() => app.exit(0))
}

function run(): void {
  const asked = prepare()
  app.on('before-quit', closeBeforeQuit)
  app.on('window-all-closed', () => app.quit())
  if (!app.requestSingleInstanceLock()) app.exit(0)
  else start(asked).catch((error: unknown) => explainAndQuit(error instanceof AppError ? error.code : 'internal', error))
}

const refused = app.isPackaged ? refusedSwitches(process.argv) : []
if (refused.length === 0) run()
else explainAndQuit('start.switch_refused', `refused: ${refused.join(' ')}`, refused.join(' '))
