import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { launchShell } from '../tests/support/launched-shell.ts'
import type { LaunchedShell, LaunchOptions } from '../tests/support/launched-shell.ts'

let shell: LaunchedShell
const launch = async (options: LaunchOptions = {}): Promise<void> => {
  shell = await launchShell(options)
}
// What the shell tells a terminal is of no use in a test's output.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => undefined))
afterEach(async () => {
  await shell.close()
  vi.restoreAllMocks()
})

const place = (beginning: string): number => {
  const found = shell.electron.log.findIndex(line => line.startsWith(beginning))
  if (found < 0) throw new Error(`never happened: ${beginning}`)
  return found
}

describe('the desktop shell starts', () => {
  test('in the order that Electron asks for: schemes, sandbox and profile before it is ready, every refusal before the first page', async () => {
    await launch()
    const order = [
      'protocol.registerSchemesAsPrivileged',
      'app.enableSandbox',
      'commandLine.appendSwitch host-resolver-rules',
      'app.setPath userData',
      'app.requestSingleInstanceLock in the userData of the profile',
      '— ready —',
      'session.fromPartition',
      'session.setPermissionRequestHandler',
      'session.setPermissionCheckHandler',
      'session.setDevicePermissionHandler',
      'session.setProxy',
      'session.protocol.handle app',
      'new BrowserWindow',
      'window.loadURL app://workstation/',
    ]
    expect(order.map(place)).toEqual(order.map(place).toSorted((a, b) => a - b))
  })

  test('on a scheme that is standard and secure, and that may neither pass its own policy by nor have service workers', async () => {
    await launch()
    const schemes = JSON.parse(shell.electron.log[place('protocol.registerSchemes')]!.replace(/^\S+ /, ''))
    expect(schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
    ])
  })

  test('with one session, that lives in memory', async () => {
    await launch()
    expect([...shell.electron.sessions.keys()]).toEqual([expect.not.stringContaining('persist:')])
    expect(shell.window().options.webPreferences?.session).toBe(shell.session())
  })

  test('with a window whose page is sandboxed, has no preload, no Node and, packaged, no developer tools', async () => {
    await launch()
    expect(shell.window().options.webPreferences).toEqual({
      session: shell.session(),
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
      devTools: false,
    })
    expect(shell.window().shown).toBe(true)
    expect(shell.electron.log).toContain('Menu.setApplicationMenu null')
  })

  test('from the core: the page and the API come through the scheme, under a policy whose base allows nothing', async () => {
    await launch()
    const page = await shell.window().loaded
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Paravent</title>')])
    const status = await shell.ask('app://workstation/api/status')
    expect(await status.json()).toMatchObject({ state: 'empty', shell: 'electron', demonstration: false, demonstrationPeople: [], version: '0.0.0-test', systemLocale: 'fr' })
    for (const answer of [page, status, await shell.ask('app://workstation/nothing-here')]) {
      expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';/)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  test('and says whether the system keeps its window out of captures: Linux does not', async () => {
    await launch()
    const kept = process.platform === 'darwin' || process.platform === 'win32'
    expect(shell.window().contentProtection).toBe(kept)
    expect(await (await shell.ask('app://workstation/api/status')).json()).toMatchObject({ contentProtection: kept })
  })

  test('once a profile: a second start shows the first one’s window and ends', async () => {
    await launch()
    shell.window().minimized = true
    shell.electron.app.emit('second-instance')
    expect([shell.window().minimized, shell.window().focused]).toEqual([false, 1])
    await shell.close()
    await launch({ second: true })
    expect(shell.electron.exitCode()).toBe(0)
    expect(shell.electron.windows).toEqual([])
    expect(shell.electron.sessions.size).toBe(0)
  })

  test('and hears what its process throws and nobody catches, until it ends', async () => {
    const before = process.listenerCount('uncaughtException')
    await launch()
    expect(process.listenerCount('uncaughtException')).toBe(before + 1)
    await shell.close()
    expect(process.listenerCount('uncaughtException')).toBe(before)
  })

  test('and ends by locking and letting go of the profile first', async () => {
    await launch()
    const prevented = vi.fn<(...told: unknown[]) => void>()
    shell.electron.app.emit('before-quit', { preventDefault: prevented })
    expect(prevented).toHaveBeenCalledOnce()
    await vi.waitUntil(() => shell.electron.exitCode() !== null)
    expect((await shell.ask('app://workstation/api/settings')).status).not.toBe(200)
  })
})

describe('a packaged app started with a switch of Chromium or Node', () => {
  test.each(['--remote-debugging-port=9222', '--inspect=0.0.0.0:9229', '--password-store=basic', '--demonstration=/tmp/people.json'])('%s: tells so and ends before anything was opened', async argument => {
    await launch({ argv: [argument], staysOut: true })
    expect(shell.electron.exitCode()).toBe(1)
    expect(shell.electron.log.filter(line => !line.includes('ready'))).toEqual([
      expect.stringMatching(new RegExp(`^dialog.showErrorBox Paravent: .*Start it without: ${argument.split('=')[0]} \\(start.switch_refused\\)$`, 's')),
      'app.exit 1',
    ])
  })

  test('takes its own two, and an address that a desktop hands over', async () => {
    await launch({ argv: ['--hub=https://hub.example', 'https://example.org/x'] })
    expect(shell.electron.exitCode()).toBeNull()
    expect(await (await shell.ask('app://workstation/api/status')).json()).toMatchObject({ hubUrl: 'https://hub.example' })
  })

  test('from sources they are the developer’s own', async () => {
    await launch({ packaged: false, argv: ['--inspect=0', '--no-sandbox'] })
    expect(shell.electron.exitCode()).toBeNull()
    expect(shell.window().options.webPreferences?.devTools).toBe(true)
  })

  test('and a variable that turns off the hub’s proof of identity is forgotten', async () => {
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    await launch()
    expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
  })
})
