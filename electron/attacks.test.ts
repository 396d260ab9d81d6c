import type { EventEmitter } from 'node:events'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchShell } from '../tests/support/launched-shell.ts'
import type { LaunchedShell } from '../tests/support/launched-shell.ts'

/** What a compromised page would try that is Electron's own to refuse. What is Chromium's is tried in tests/e2e/attacks.test.ts. */

let shell: LaunchedShell
beforeAll(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  shell = await launchShell()
})
afterAll(async () => {
  await shell.close()
  vi.restoreAllMocks()
})

/** Sends an event as Electron would, and tells whether it was refused. */
function isRefused(target: EventEmitter, name: string, facts: object = {}, ...more: unknown[]): boolean {
  const preventDefault = vi.fn<(...told: unknown[]) => void>()
  target.emit(name, { ...facts, preventDefault }, ...more)
  return preventDefault.mock.calls.length > 0
}
const page = () => shell.window().webContents
const handlers = () => shell.session().handlers
const contents = () => page() as unknown as Electron.WebContents

const ELSEWHERE = [
  'https://elsewhere.example/', 'http://127.0.0.1:8080/', 'file:///etc/passwd', 'data:text/html,<script>1</script>', 'blob:app://workstation/1', 'about:blank',
  'javascript:alert(1)', 'chrome://version', 'devtools://devtools/bundled/inspector.html', 'app://elsewhere/', 'app://workstation.elsewhere.example/',
  'app://workstation@elsewhere/', 'app://user:word@workstation/', 'app://workstation:1/', 'view-source:app://workstation/', 'not an address',
]

describe('a page that was taken over', () => {
  test.each(ELSEWHERE)('navigates to %s: refused, by itself, by a redirect and in a frame', url => {
    for (const name of ['will-navigate', 'will-redirect']) expect(isRefused(page(), name, { url }), name).toBe(true)
    for (const isMainFrame of [true, false]) expect(isRefused(page(), 'will-frame-navigate', { url, isMainFrame })).toBe(true)
  })

  test('embeds its own page in a frame: refused; it may reload itself', () => {
    expect(isRefused(page(), 'will-frame-navigate', { url: 'app://workstation/', isMainFrame: false })).toBe(true)
    expect(isRefused(page(), 'will-frame-navigate', { url: 'app://workstation/', isMainFrame: true })).toBe(false)
    expect(isRefused(page(), 'will-navigate', { url: 'app://workstation/' })).toBe(false)
  })

  test('opens a window, of its own origin even: denied', () => {
    for (const url of ['app://workstation/', ...ELSEWHERE]) {
      expect(page().openHandler?.({ url } as Electron.HandlerDetails)).toEqual({ action: 'deny' })
    }
  })

  test('puts in a webview: refused', () => {
    expect(isRefused(page(), 'will-attach-webview', {}, {}, { src: 'app://workstation/' })).toBe(true)
  })

  test('downloads, also what it may see: refused', () => {
    expect(isRefused(shell.session(), 'will-download', {}, { getURL: () => 'app://workstation/media/1' }, page())).toBe(true)
  })

  test.each([
    'ar', 'automatic-fullscreen', 'background-fetch', 'background-sync', 'captured-surface-control', 'clipboard-read', 'clipboard-sanitized-write',
    'deprecated-sync-clipboard-read', 'display-capture', 'fileSystem', 'fullscreen', 'geolocation', 'geolocation-approximate', 'hand-tracking', 'hid', 'idle-detection',
    'keyboardLock', 'local-fonts', 'local-network', 'local-network-access', 'loopback-network', 'media', 'mediaKeySystem', 'midi', 'midiSysex', 'nfc', 'notifications',
    'openExternal', 'payment-handler', 'periodic-background-sync', 'persistent-storage', 'pointerLock', 'screen-wake-lock', 'sensors', 'serial', 'smart-card',
    'speaker-selection', 'storage-access', 'system-wake-lock', 'top-level-storage-access', 'usb', 'vr', 'web-app-installation', 'web-printing', 'window-management', 'unknown',
  ] as const satisfies readonly Parameters<NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>>[1][])('asks for %s: denied, asked or checked', permission => {
    const answer = vi.fn<(...told: unknown[]) => void>()
    handlers().setPermissionRequestHandler?.(contents(), permission, answer, {} as Electron.PermissionRequest)
    expect(answer.mock.calls).toEqual([[false]])
    expect(handlers().setPermissionCheckHandler?.(contents(), permission, 'app://workstation', {} as Electron.PermissionCheckHandlerHandlerDetails)).toBe(false)
  })

  test.each(['hid', 'serial', 'usb'] as const)('asks for a %s device that it had before: denied', deviceType => {
    expect(handlers().setDevicePermissionHandler?.({ deviceType } as Electron.DevicePermissionHandlerHandlerDetails)).toBe(false)
  })

  test('lets a person choose a device: none is chosen', () => {
    const [hid, serial, usb, bluetooth, pairing] = [vi.fn<(...told: unknown[]) => void>(), vi.fn<(...told: unknown[]) => void>(), vi.fn<(...told: unknown[]) => void>(), vi.fn<(...told: unknown[]) => void>(), vi.fn<(...told: unknown[]) => void>()]
    expect(isRefused(shell.session(), 'select-hid-device', {}, { deviceList: [{ deviceId: '1' }] }, hid)).toBe(true)
    expect(isRefused(shell.session(), 'select-serial-port', {}, [{ portId: '1' }], page(), serial)).toBe(true)
    expect(isRefused(shell.session(), 'select-usb-device', {}, { deviceList: [{ deviceId: '1' }] }, usb)).toBe(true)
    expect(isRefused(page(), 'select-bluetooth-device', {}, [{ deviceId: '1' }], bluetooth)).toBe(true)
    handlers().setBluetoothPairingHandler?.({ deviceId: '1', pairingKind: 'confirm' } as Electron.BluetoothPairingHandlerHandlerDetails, pairing)
    expect([hid, serial, usb, bluetooth, pairing].map(choose => choose.mock.calls)).toEqual([[[null]], [['']], [[]], [['']], [[{ confirmed: false }]]])
  })

  test('captures the screen or a window: gets none', () => {
    const answer = vi.fn<(...told: unknown[]) => void>()
    handlers().setDisplayMediaRequestHandler?.({ videoRequested: true } as Electron.DisplayMediaRequestHandlerHandlerRequest, answer)
    expect(answer.mock.calls).toEqual([[null]])
  })

  test('writes into a folder that the system guards: denied', () => {
    const answer = vi.fn<(...told: unknown[]) => void>()
    shell.session().emit('file-system-access-restricted', {}, { path: '/etc', isDirectory: true }, answer)
    expect(answer.mock.calls).toEqual([['deny']])
  })

  test.each(['https://elsewhere.example/?secret', 'http://169.254.169.254/', 'wss://elsewhere.example/', 'file:///etc/passwd', 'ftp://elsewhere.example', 'devtools://devtools/x'])(
    'sends a request to %s: cancelled',
    url => {
      const answer = vi.fn<(...told: unknown[]) => void>()
      ;(shell.session().beforeRequest as unknown as (details: { url: string }, answer: (response: object) => void) => void)({ url }, answer)
      expect(answer.mock.calls).toEqual([[{ cancel: true }]])
    },
  )

  test('asks the core: passes', () => {
    const answer = vi.fn<(...told: unknown[]) => void>()
    ;(shell.session().beforeRequest as unknown as (details: { url: string }, answer: (response: object) => void) => void)({ url: 'app://workstation/api/status' }, answer)
    expect(answer.mock.calls).toEqual([[{ cancel: false }]])
  })

  test('leaves by what no policy governs, WebRTC and name hints: no UDP, a proxy that leads nowhere, also for loopback, and no name resolves', () => {
    expect(page().webRtc).toBe('disable_non_proxied_udp')
    expect(shell.session().proxy).toEqual({ mode: 'fixed_servers', proxyRules: 'http://127.0.0.1:1', proxyBypassRules: '<-loopback>' })
    expect(shell.electron.log).toContain('commandLine.appendSwitch host-resolver-rules=MAP * ~NOTFOUND')
  })

  test('prints, alerts or opens a dialog: the policy of its document sandboxes modal windows away', async () => {
    const policy = (await shell.window().loaded).headers.get('content-security-policy') ?? ''
    expect(policy).toContain('sandbox allow-scripts allow-same-origin allow-forms;')
    expect(shell.window().options.webPreferences?.disableDialogs).toBe(true)
  })

  test('has its spelling checked elsewhere: no checker runs', () => {
    expect([shell.session().spellChecker, shell.window().options.webPreferences?.spellcheck]).toEqual([false, false])
  })

  test('is inspected: developer tools are off, and close if something opens them', () => {
    page().emit('devtools-opened')
    expect(page().devToolsClosed).toBe(1)
    expect(shell.window().options.webPreferences?.devTools).toBe(false)
  })

  test('has a menu or a context menu to copy, save or print a picture with: there is none', () => {
    expect(page().listenerCount('context-menu')).toBe(0)
    if (process.platform !== 'darwin') expect(shell.electron.log).toContain('Menu.setApplicationMenu null')
  })
})

describe('the scheme’s handler', () => {
  const code = async (address: string, init?: RequestInit): Promise<unknown> => {
    const answer = await shell.ask(address, init)
    return answer.status === 200 ? 200 : `${answer.status} ${((await answer.json().catch(() => null)) as { error: { code: string } } | null)?.error.code ?? ''}`.trim()
  }

  test.each(['app://elsewhere/api/status', 'app://workstation.elsewhere/api/status', 'app://workstation:99/api/status', 'app://a:b@workstation/api/status', 'http://workstation/api/status'])(
    'knows one address: %s is refused',
    async address => {
      // Undici makes no request with a name and a word in its address; Electron's may.
      const answer = await shell.session().answers.get('app')!({ url: address, headers: new Headers() } as Request)
      expect(answer.status).toBe(403)
    },
  )

  test.each(['https://elsewhere.example', 'null', 'file://', 'app://elsewhere', 'app://workstation.elsewhere'])('refuses a forged Origin: %s', async origin => {
    expect(await code('app://workstation/api/status', { headers: { origin } })).toBe('403')
    expect(await code('app://workstation/', { headers: { origin } })).toBe('403')
  })

  test('answers its own origin, said or not', async () => {
    expect(await code('app://workstation/api/status')).toBe(200)
    expect(await code('app://workstation/api/status', { headers: { origin: 'app://workstation' } })).toBe(200)
  })

  test.each([
    '/../../etc/passwd', '/..%2f..%2fetc%2fpasswd', '/%2e%2e/%2e%2e/etc/passwd', '/%252e%252e/etc/passwd', '/..%5c..%5cetc', '/%00', '/assets/..%2f..%2f..%2fpackage.json',
    '/.env', '/%2eenv', '//etc/passwd', '/package.json', '/../main/main.js', '/media/../../../etc/passwd', '/\\..\\..\\etc',
  ])('leads nowhere but to the page’s files: %s', async path => {
    const answer = await shell.ask(`app://workstation${path}`)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await answer.text()).not.toMatch(/root:|paravent"|import /)
  })

  test.each(['/media/unknown', `/media/${'A'.repeat(43)}`, '/media/', '/media/00000000-0000-7000-8000-000000000000'])('has no pixels at %s', async path => {
    const answer = await shell.ask(`app://workstation${path}`)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.headers.get('content-type') ?? '').not.toMatch(/image|video/)
  })

  test('gives nothing of the house without a page’s token', async () => {
    for (const path of ['/api/queue', '/api/settings', '/api/events', '/api/lists']) expect(await code(`app://workstation${path}`)).toMatch(/^(401|409|423)/)
    expect(await code('app://workstation/api/queue', { headers: { authorization: `Bearer ${'A'.repeat(43)}` } })).toMatch(/^(401|409|423)/)
  })
})
