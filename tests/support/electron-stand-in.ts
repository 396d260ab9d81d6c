import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'

/**
 * What the desktop shell uses of Electron, for tests where its binary is not: it keeps to the types of electron.d.ts, writes down
 * the order of what is called, refuses what Electron refuses before or after the app is ready, and lets a test act as the page
 * or the system would.
 */
export interface ElectronStandIn {
  /** What `import … from 'electron'` brings. */
  readonly module: Record<string, unknown>
  /** Every call in its order, with what matters of its arguments. */
  readonly log: readonly string[]
  readonly app: EventEmitter
  readonly powerMonitor: StandInPowerMonitor
  readonly keyring: StandInKeyring
  readonly windows: readonly StandInWindow[]
  readonly sessions: ReadonlyMap<string, StandInSession>
  readonly utilities: readonly StandInUtility[]
  /** Code of the first `app.exit`; null while it runs. */
  exitCode(): number | null
  becomeReady(): void
}

export interface StandInOptions {
  packaged: boolean
  appPath: string
  userData: string
  locale?: string
  /** Whether another process of this profile runs already. */
  second?: boolean
}

export function createElectronStandIn(options: StandInOptions): ElectronStandIn {
  const state = { ready: false, exit: null as number | null, log: [] as string[] }
  const note = (line: string): void => void state.log.push(line)
  const only = (when: 'before' | 'after', what: string): void => {
    if (state.ready !== (when === 'after')) throw new Error(`${what} can only be called ${when} the app is ready`)
  }
  const world: World = { note, only, app: new EventEmitter(), windows: [], sessions: new Map(), utilities: [] }
  const app = createApp(world, options, state)
  const keyring = createKeyring(world)
  const powerMonitor = new StandInPowerMonitor()
  const module = {
    app,
    powerMonitor,
    safeStorage: keyring.safeStorage,
    protocol: {
      registerSchemesAsPrivileged(schemes) {
        only('before', 'registerSchemesAsPrivileged')
        note(`protocol.registerSchemesAsPrivileged ${JSON.stringify(schemes)}`)
      },
    } satisfies Pick<Electron.Protocol, 'registerSchemesAsPrivileged'>,
    session: {
      fromPartition(partition: string) {
        only('after', 'session.fromPartition')
        note(`session.fromPartition ${partition}`)
        const session = world.sessions.get(partition) ?? new StandInSession(note)
        world.sessions.set(partition, session)
        return session
      },
    },
    BrowserWindow: class extends StandInWindow {
      constructor(asked: Electron.BrowserWindowConstructorOptions) {
        super(world, asked)
      }
    },
    Menu: { setApplicationMenu: (menu: unknown) => note(`Menu.setApplicationMenu ${menu === null ? 'null' : 'a menu'}`), buildFromTemplate: (items: unknown) => items },
    dialog: { showErrorBox: (title, content) => note(`dialog.showErrorBox ${title}: ${content}`) } satisfies Pick<Electron.Dialog, 'showErrorBox'>,
    utilityProcess: { fork: (...asked: Parameters<(typeof Electron.UtilityProcess)['fork']>) => new StandInUtility(world, ...asked) },
  }
  return {
    module,
    log: state.log,
    app: world.app,
    powerMonitor,
    keyring,
    windows: world.windows,
    sessions: world.sessions,
    utilities: world.utilities,
    exitCode: () => state.exit,
    becomeReady() {
      state.ready = true
      note('— ready —')
      world.app.emit('ready')
    },
  }
}

interface World {
  note(line: string): void
  only(when: 'before' | 'after', what: string): void
  app: EventEmitter
  windows: StandInWindow[]
  sessions: Map<string, StandInSession>
  utilities: StandInUtility[]
}

type UsedOfApp =
  | 'isPackaged' | 'enableSandbox' | 'getPath' | 'setPath' | 'getAppPath' | 'getVersion' | 'getLocale' | 'whenReady' | 'isReady'
  | 'requestSingleInstanceLock' | 'exit' | 'quit'

function createApp({ note, only, app }: World, { packaged, appPath, userData, locale = 'fr-FR', second = false }: StandInOptions, state: { ready: boolean; exit: number | null }) {
  const paths: Record<string, string> = { userData }
  const used = {
    isPackaged: packaged,
    enableSandbox() {
      only('before', 'enableSandbox')
      note('app.enableSandbox')
    },
    getPath: (name: string) => paths[name] ?? '',
    setPath(name: string, path: string) {
      paths[name] = path
      note(`app.setPath ${name}`)
    },
    getAppPath: () => appPath,
    getVersion: () => '0.0.0-test',
    getLocale: () => (state.ready ? locale : ''),
    isReady: () => state.ready,
    whenReady: () => (state.ready ? Promise.resolve() : new Promise<void>((resolve) => void app.once('ready', () => resolve()))),
    requestSingleInstanceLock() {
      note(`app.requestSingleInstanceLock in ${paths['userData'] === userData ? 'the first userData' : 'the userData of the profile'}`)
      return !second
    },
    exit(code = 0) {
      note(`app.exit ${code}`)
      state.exit ??= code
    },
    quit: () => note('app.quit'),
  } satisfies Pick<Electron.App, UsedOfApp>
  const commandLine = {
    appendSwitch(name, value) {
      only('before', 'commandLine.appendSwitch')
      note(`commandLine.appendSwitch ${name}=${value}`)
    },
  } satisfies Pick<Electron.CommandLine, 'appendSwitch'>
  return Object.assign(app, used, { commandLine })
}

export class StandInPowerMonitor extends EventEmitter implements Pick<Electron.PowerMonitor, 'getSystemIdleState'> {
  state: ReturnType<Electron.PowerMonitor['getSystemIdleState']> = 'active'
  getSystemIdleState(): StandInPowerMonitor['state'] {
    return this.state
  }
}

type Handlers = {
  [Name in 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'setBluetoothPairingHandler' | 'setDisplayMediaRequestHandler']?: Parameters<Electron.Session[Name]>[0]
}

type UsedOfSession = keyof Handlers | 'setSpellCheckerEnabled' | 'setProxy'

export class StandInSession extends EventEmitter implements Pick<Electron.Session, UsedOfSession> {
  readonly handlers: Handlers = {}
  spellChecker = true
  proxy: Electron.ProxyConfig | null = null
  beforeRequest: Parameters<Electron.WebRequest['onBeforeRequest']>[0] | null = null
  /** By scheme. */
  readonly answers = new Map<string, (request: Request) => Response | Promise<Response>>()
  readonly protocol: Pick<Electron.Protocol, 'handle'>
  readonly webRequest = { onBeforeRequest: (listener: StandInSession['beforeRequest']) => void (this.beforeRequest = listener) }
  readonly #note: (line: string) => void

  constructor(note: (line: string) => void) {
    super()
    this.#note = note
    this.protocol = {
      handle: (scheme, handler) => {
        note(`session.protocol.handle ${scheme}`)
        this.answers.set(scheme, handler as (request: Request) => Response | Promise<Response>)
      },
    }
  }
  #set<Name extends keyof Handlers>(name: Name, handler: Handlers[Name]): void {
    this.#note(`session.${name}`)
    this.handlers[name] = handler
  }
  setPermissionRequestHandler: Electron.Session['setPermissionRequestHandler'] = (handler) => this.#set('setPermissionRequestHandler', handler)
  setPermissionCheckHandler: Electron.Session['setPermissionCheckHandler'] = (handler) => this.#set('setPermissionCheckHandler', handler)
  setDevicePermissionHandler: Electron.Session['setDevicePermissionHandler'] = (handler) => this.#set('setDevicePermissionHandler', handler)
  setBluetoothPairingHandler: Electron.Session['setBluetoothPairingHandler'] = (handler) => this.#set('setBluetoothPairingHandler', handler)
  setDisplayMediaRequestHandler: Electron.Session['setDisplayMediaRequestHandler'] = (handler) => this.#set('setDisplayMediaRequestHandler', handler)
  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecker = enable
  }
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    this.#note('session.setProxy')
    this.proxy = config
  }
}

type UsedOfContents = 'setWindowOpenHandler' | 'setWebRTCIPHandlingPolicy' | 'closeDevTools'

export class StandInContents extends EventEmitter implements Pick<Electron.WebContents, UsedOfContents> {
  openHandler: Parameters<Electron.WebContents['setWindowOpenHandler']>[0] | null = null
  webRtc = 'default'
  devToolsClosed = 0
  setWindowOpenHandler: Electron.WebContents['setWindowOpenHandler'] = (handler) => void (this.openHandler = handler)
  setWebRTCIPHandlingPolicy: Electron.WebContents['setWebRTCIPHandlingPolicy'] = (policy) => void (this.webRtc = policy)
  closeDevTools(): void {
    this.devToolsClosed += 1
  }
}

type UsedOfWindow = 'setContentProtection' | 'show' | 'isMinimized' | 'restore' | 'focus' | 'loadURL'

export class StandInWindow extends EventEmitter implements Pick<Electron.BrowserWindow, UsedOfWindow> {
  readonly options: Electron.BrowserWindowConstructorOptions
  readonly webContents = new StandInContents()
  contentProtection = false
  minimized = false
  shown = false
  focused = 0
  /** What the window was answered for the address that it loaded. */
  readonly loaded: Promise<Response>
  #answered: (response: Promise<Response>) => void
  readonly #note: World['note']

  constructor({ note, only, app, windows }: World, options: Electron.BrowserWindowConstructorOptions) {
    super()
    only('after', 'BrowserWindow')
    note('new BrowserWindow')
    this.#note = note
    this.options = options
    const { promise, resolve } = Promise.withResolvers<Response>()
    this.loaded = promise
    this.#answered = resolve
    windows.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  setContentProtection(enable: boolean): void {
    this.contentProtection = enable
  }
  show(): void {
    this.shown = true
  }
  isMinimized(): boolean {
    return this.minimized
  }
  restore(): void {
    this.minimized = false
  }
  focus(): void {
    this.focused += 1
  }
  async loadURL(url: string): Promise<void> {
    this.#note(`window.loadURL ${url}`)
    const session = this.options.webPreferences?.session as unknown as StandInSession
    const handler = session.answers.get(url.split(':')[0] ?? '')
    if (handler === undefined) throw new Error(`nobody answers ${url}`)
    this.#answered(Promise.resolve(handler(new Request(url))))
    this.emit('ready-to-show')
  }
}

export class StandInUtility extends EventEmitter implements Pick<Electron.UtilityProcess, 'postMessage' | 'kill'> {
  readonly entry: string
  readonly args: readonly string[]
  readonly options: Electron.ForkOptions
  readonly posted: unknown[] = []
  pid: number | undefined = undefined
  terminated = false

  constructor({ utilities, only }: World, entry: string, args: string[] = [], options: Electron.ForkOptions = {}) {
    super()
    only('after', 'utilityProcess.fork')
    this.entry = entry
    this.args = args
    this.options = options
    utilities.push(this)
  }
  postMessage(message: unknown): void {
    this.posted.push(message)
  }
  kill(): boolean {
    this.terminated = true
    this.emit('exit', 15)
    return true
  }
}

/** `weak`: no desktop that is known. `absent`, `locked`: a desktop that is known, whose keyring does not answer. */
export type KeyringState = 'good' | 'absent' | 'weak' | 'locked'

export interface StandInKeyring {
  state: KeyringState
  /** Another keyring, as after a new system account. */
  replace(): void
  /** The key is being renewed: what was sealed before asks to be sealed again. */
  rotating: boolean
  readonly safeStorage: UsedOfSafeStorage
}

type UsedOfSafeStorage = Pick<Electron.SafeStorage, 'getSelectedStorageBackend' | 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync'>

/** As Chromium does on Linux: `v10` and a password that everybody knows for want of a keyring, `v11` and its key with one. */
function createKeyring({ only }: World): StandInKeyring {
  const known = Buffer.alloc(32, 'peanuts')
  let key = randomBytes(32)
  const keyring: StandInKeyring = {
    state: 'good',
    rotating: false,
    replace: () => void (key = randomBytes(32)),
    safeStorage: {
      getSelectedStorageBackend: () => (keyring.state === 'weak' ? 'basic_text' : 'gnome_libsecret'),
      isAsyncEncryptionAvailable: async () => true,
      async encryptStringAsync(text) {
        only('after', 'safeStorage')
        return keyring.state === 'good' ? seal('v11', key, text) : seal('v10', known, text)
      },
      async decryptStringAsync(sealed) {
        const prefix = sealed.subarray(0, 3).toString()
        if (prefix === 'v11' && keyring.state !== 'good') throw new Error('safeStorage.decryptStringAsync is temporarily unavailable. Please try again.')
        const result = open(prefix === 'v11' ? key : known, sealed)
        if (result === null) throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptStringAsync.')
        return { result, shouldReEncrypt: keyring.rotating }
      },
    },
  }
  return keyring
}

function seal(prefix: string, key: Buffer, text: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([Buffer.from(prefix), nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
}

function open(key: Buffer, sealed: Buffer): string | null {
  if (sealed.length < 31) return null
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(3, 15), { authTagLength: 16 })
  decipher.setAuthTag(sealed.subarray(-16))
  try {
    return decipher.update(sealed.subarray(15, -16), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null // another key, or changed bytes
  }
}
