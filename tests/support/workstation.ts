import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SetUpDone, SignedIn } from '../../contract/api.ts'
import type { z } from 'zod'
import type { Role } from '../../contract/words.ts'
import { previewPorts } from '../../preview/ports.ts'
import type { Ports } from '../../workstation/ports.ts'
import { createWorkstation, type Workstation } from '../../workstation/workstation.ts'
import { startFakeAnalyzer } from './fake-analyzer.ts'
import { CODE, createStubHub, type StubHub } from './stub-hub.ts'

export const PASSPHRASE = 'a lighthouse in the fog'

export interface TestWorkstationOptions {
  /** Default: the fake one, which decodes nothing. `real`: the forked process of analyzer/main.ts. */
  analyzer?: 'fake' | 'real'
  /** A hub behind `fetch`; default: a stub of a few lines. With another, say its `hubUrl`. */
  fetch?: typeof fetch
  hubUrl?: string
  /** A profile that is there already, or is to stay; default: a temporary one. */
  profile?: string
  /** Any port of one's own. */
  ports?: Partial<Ports>
}

/** A workstation on a temporary profile, with a fast key derivation and a clock that stands until it is moved. */
export interface TestWorkstation {
  readonly workstation: Workstation
  readonly ports: Ports
  readonly profile: string
  readonly stub: StubHub
  /** The token of the last set-up or sign-in; `call` sends it. */
  token: string | null
  /** Moves wall clock and monotonic clock. */
  pass(milliseconds: number): void
  /** The system locks its screen. */
  lockSystem(): void
  /** Enrols `login` at the stub hub and sets the profile up for them, with `PASSPHRASE`. */
  setUp(login?: string, role?: Role): Promise<z.infer<typeof SetUpDone>>
  addPerson(login: string, role?: Role): Promise<string>
  signIn(login: string, passphrase?: string): Promise<SignedIn>
  /** A call as the page makes it: JSON body, bearer token. `body` of the answer is its JSON. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }>
  /** Any request under the token, for what is not JSON. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** Closes and opens the same profile again, as after a new start of the program. */
  restart(): Promise<void>
  /** Closes and removes the profile. */
  close(): Promise<void>
}

export function openTestWorkstation(options: TestWorkstationOptions = {}): TestWorkstation {
  const profile = options.profile ?? mkdtempSync(join(tmpdir(), 'paravent-profile-'))
  const stub = createStubHub()
  const time = { passed: 0 }
  const systemLock = { listeners: new Set<() => void>() }
  const ports = testPorts(profile, options, stub, time, systemLock.listeners)
  const open = (): Workstation => createWorkstation(ports, { parameters: { memoryKiB: 64, iterations: 1, parallelism: 1 } })
  let workstation = open()

  const test: TestWorkstation = {
    get workstation() {
      return workstation
    },
    ports,
    profile,
    stub,
    token: null,
    pass: (milliseconds) => void (time.passed += milliseconds),
    lockSystem() {
      for (const listener of systemLock.listeners) listener()
    },
    async setUp(login = 'amelie', role = 'analyst') {
      stub.person(login, role)
      const body = { hubUrl: options.hubUrl ?? stub.url, login, password: 'password', code: CODE, passphrase: PASSPHRASE }
      const done = await succeed<z.infer<typeof SetUpDone>>('POST', '/api/set-up', body)
      test.token = done.token
      return done
    },
    async addPerson(login, role = 'analyst') {
      stub.person(login, role)
      return (await succeed<{ slot: { id: string } }>('POST', '/api/people', { login, password: 'password', code: CODE, passphrase: PASSPHRASE })).slot.id
    },
    async signIn(login, passphrase = PASSPHRASE) {
      const { slots } = await succeed<{ slots: { id: string; person: { login: string } }[] }>('GET', '/api/status')
      const slotId = slots.find(({ person }) => person.login === login)?.id
      const signedIn = await succeed<SignedIn>('POST', '/api/sign-in', { slotId, passphrase })
      test.token = signedIn.token
      return signedIn
    },
    async call(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
      const response = await test.request(path, { method, ...init })
      return { status: response.status, body: await response.json() }
    },
    request(path, init = {}) {
      const headers = new Headers(init.headers)
      if (test.token !== null) headers.set('Authorization', `Bearer ${test.token}`)
      return workstation.fetch(new Request(`http://workstation${path}`, { ...init, headers }))
    },
    async restart() {
      await workstation.close()
      test.token = null
      workstation = open()
    },
    async close() {
      await workstation.close()
      if (options.profile === undefined) rmSync(profile, { recursive: true, force: true })
    },
  }

  async function succeed<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await test.call(method, path, body)
    if (answer.status !== 200) throw new Error(`${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body as T
  }

  return test
}

function testPorts(profile: string, options: TestWorkstationOptions, stub: StubHub, time: { passed: number }, listeners: Set<() => void>): Ports {
  const start = Date.parse('2026-11-20T08:00:00.000Z')
  let secret: string | null = null
  return {
    ...previewPorts({ profile, demonstration: null }),
    version: '0.0.0-test',
    systemLocale: 'fr',
    clock: { now: () => new Date(start + time.passed).toISOString(), monotonic: () => time.passed },
    deviceSecret: { get: async () => secret, set: async (value) => void (secret = value) },
    ...(options.analyzer === 'real' ? {} : { startAnalyzer: startFakeAnalyzer }),
    fetch: options.fetch ?? stub.fetch,
    onSystemLock(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    ...options.ports,
  }
}
