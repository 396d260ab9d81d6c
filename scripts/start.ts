import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../contract/error.ts'
import { lockDirectory } from '../hub/directory-lock.ts'
import { findChromium } from '../preview/chromium.ts'
import { startPreview } from '../preview/main.ts'
import { openWindow } from '../preview/window.ts'
import { makeDemonstration } from '../resources/demonstration/make.ts'
import type { Ports } from '../workstation/ports.ts'
import { readProfile } from '../workstation/session/profile.ts'
import { demonstrationPeople, makeDemonstrationProfile } from './demonstration-profile.ts'
import { electronBinary, openElectron } from './start/electron.ts'
import { HELP, readOptions, StartProblem } from './start/options.ts'
import type { StartOptions } from './start/options.ts'
import { sentenceOf } from './start/sentences.ts'
import { startHub } from './start/start-hub.ts'

/** `npm start`: opens the workstation, on the demonstration or on a profile of one's own; see HELP. */

/** What is running, in the order of its start: it ends in the other order. */
const running: (() => Promise<void>)[] = []
let ending: Promise<void> | null = null

function end(exitCode: number): Promise<void> {
  ending ??= (async () => {
    for (const close of running.reverse()) await close()
    process.exit(exitCode)
  })()
  return ending
}

interface Opened {
  profile: string
  demonstration: Ports['demonstration']
  /** The file that names the demonstration's people. */
  file: string | null
  /** The hub that set-up proposes. */
  hubUrl: string | null
}

/** What stands on the material: of no use without just that material. */
const BUILT_ON_MATERIAL = ['profile', 'hub', 'hub.key', 'hub-port']

async function openDemonstration({ demonstrationDir: dir, fresh }: StartOptions): Promise<Opened> {
  const remove = async (parts: readonly string[]): Promise<void> => {
    for (const part of parts) await rm(join(dir, part), { recursive: true, force: true })
  }
  if (fresh) {
    assertHubIsFree(join(dir, 'hub'))
    await remove([...BUILT_ON_MATERIAL, 'material'])
  }
  console.log(`Demonstration in ${dir} (--fresh begins it anew).`)
  const [material, profile] = [join(dir, 'material'), join(dir, 'profile')]
  let anew = false
  const demonstration = await makeDemonstration(material, new Date(), () => {
    anew = true
    console.log('Making the demonstration material (about half a minute) …')
  })
  if (anew) await remove(BUILT_ON_MATERIAL)
  for (const sentence of demonstration.missing) console.warn(sentence)
  const hub = await startHub(join(dir, 'hub'), material)
  running.push(() => hub.close())
  await makeDemonstrationProfile({ profile, demonstration, material, hub })
  console.log(`The demonstration's hub answers at ${hub.url}.`)
  return { profile, demonstration: demonstrationPeople(demonstration), file: join(material, 'demonstration.json'), hubUrl: hub.url }
}

/** What another process has open is not removed under it. @throws AppError `hub.in_use` */
function assertHubIsFree(dir: string): void {
  if (existsSync(dir)) lockDirectory(join(dir, 'hub.lock'))()
}

/** A profile of one's own keeps the hub that it was set up with; until then, set-up proposes the one named. */
function openOwn(profile: string, hub: string | null): Opened {
  const known = readProfile(profile)?.file.hubUrl ?? null
  if (known !== null && hub !== null && known !== hub) throw new StartProblem(`this profile belongs to the hub ${known}, not to ${hub}`)
  return { profile, demonstration: null, file: null, hubUrl: hub }
}

async function openInPreview(
  { profile, demonstration, hubUrl }: Opened,
  { allowPreview, port, open }: StartOptions,
  because: string,
): Promise<void> {
  const preview = await startPreview({
    profile,
    demonstration,
    hubUrl,
    port,
    allowPreview,
    onLaunch: () => console.log(`For another window: ${preview.server.address()}`),
  })
  running.push(() => preview.close())
  console.log(`${because}: Paravent opens in the preview shell, which is not hardened.`)
  const chromium = findChromium()
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY)
  if (!open || !hasDisplay || chromium === null) {
    const why = !open ? '' : hasDisplay ? 'No Chromium was found. ' : 'There is no display here. '
    console.log(`${why}Open this address in a Chromium on this machine: ${preview.server.address()}`)
    return
  }
  const window = openWindow(chromium, preview.server.address())
  running.push(() => window.close())
  void window.closed.then(() => end(0))
}

async function openShell(opened: Opened, options: StartOptions): Promise<void> {
  const electron = options.preview ? null : electronBinary()
  if (electron !== null && options.open) {
    const window = openElectron(electron, { profile: opened.profile, demonstration: opened.file, hubUrl: opened.hubUrl })
    running.push(() => window.close())
    void window.closed.then(() => end(0))
    return
  }
  const why = options.preview || !options.open ? 'As asked' : 'Electron’s binary is not here (`npx install-electron` brings it)'
  await openInPreview(opened, options, why)
}

/** npm's shell does not pass on the signal that ends it: that it is gone is seen by our having another parent. */
function endWithNpm(): void {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && void end(0), 500).unref()
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (options === 'help') return void process.stdout.write(HELP)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  endWithNpm()
  const opened = options.profile === null ? await openDemonstration(options) : openOwn(options.profile, options.hub)
  await openShell(opened, options)
  console.log('Ctrl-C ends everything.')
}

main().catch(async (error: unknown) => {
  if (ending) return
  if (error instanceof StartProblem) console.error(error.message)
  else console.error(error instanceof AppError ? sentenceOf(error.code) : error)
  await end(1)
})
