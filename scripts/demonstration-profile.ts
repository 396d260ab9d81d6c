import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import { CHUNK_LIMIT, HashListPage, SetUpDone, SignedIn, StartedListImport, Status } from '../contract/api.ts'
import { previewPorts } from '../preview/ports.ts'
import type { Demonstration } from '../resources/demonstration/format.ts'
import { createWorkstation } from '../workstation/workstation.ts'

type Person = Demonstration['people'][number]

/** A call of the workstation's API, as a page makes it. */
interface Caller {
  call<T>(schema: z.ZodType<T>, method: string, path: string, options?: { token?: string; json?: unknown }): Promise<T>
  chunk(path: string, token: string, bytes: Uint8Array, offset: number): Promise<void>
}

/** Whose passphrases the sign-in page of the demonstration tells. */
export const demonstrationPeople = ({ people, passphrases }: Demonstration): { people: { login: string; passphrase: string }[] } => ({
  people: people.flatMap(({ login }) => (passphrases[login] === undefined ? [] : [{ login, passphrase: passphrases[login] }])),
})

export interface DemonstrationParts {
  /** The folder to make it in. */
  profile: string
  demonstration: Demonstration
  /** Where the demonstration's files are. */
  material: string
  /** Its hub makes a code for each person. */
  hub: { url: string; makeCode(login: string): Promise<string> }
}

/**
 * Makes the profile of the demonstration through the workstation's own API, unless it is there: set-up by the administrator,
 * the other people, the two lists imported by the supervisor. It is made beside and moved into place when it is whole.
 */
export async function makeDemonstrationProfile({ profile, demonstration, material, hub }: DemonstrationParts): Promise<void> {
  if (existsSync(join(profile, 'profile.json'))) return
  const making = `${profile}.making`
  await rm(making, { recursive: true, force: true })
  const ports = previewPorts({ profile: making, demonstration: demonstrationPeople(demonstration) })
  const workstation = createWorkstation({ ...ports, fetch: withoutReports(ports.fetch) })
  try {
    await fill(
      caller(request => workstation.fetch(request)),
      demonstration,
      material,
      hub,
    )
  } finally {
    await workstation.close()
  }
  await rm(profile, { recursive: true, force: true })
  await rename(making, profile)
}

/** The hub, but for its reports: they come to a hotline whose lists are there, and are not told as moved by them. */
function withoutReports(hub: typeof fetch): typeof fetch {
  return (input, init) => (/\/v1\/changes\?/.test(String(input)) ? Promise.reject(new TypeError('not while the lists come')) : hub(input, init))
}

async function fill(workstation: Caller, demonstration: Demonstration, material: string, hub: DemonstrationParts['hub']): Promise<void> {
  const [first, ...others] = demonstration.people
  const supervisor = demonstration.people.find(person => person.role === 'supervisor')
  if (!first || !supervisor) throw new Error('the demonstration has no administrator or no supervisor')
  const secrets = async ({ login, password }: Person): Promise<object> => {
    return { login, password, code: await hub.makeCode(login), passphrase: demonstration.passphrases[login] }
  }
  const { token } = await workstation.call(SetUpDone, 'POST', '/api/set-up', { json: { hubUrl: hub.url, ...(await secrets(first)) } })
  for (const person of others) await workstation.call(Anything, 'POST', '/api/people', { token, json: await secrets(person) })
  await workstation.call(Anything, 'POST', '/api/sign-out', { token })
  await importLists(workstation, demonstration, supervisor, material)
}

async function importLists(workstation: Caller, demonstration: Demonstration, supervisor: Person, material: string): Promise<void> {
  const { slots } = await workstation.call(Status, 'GET', '/api/status')
  const slot = slots.find(candidate => candidate.person.login === supervisor.login)
  const passphrase = demonstration.passphrases[supervisor.login]
  const { token } = await workstation.call(SignedIn, 'POST', '/api/sign-in', { json: { slotId: slot?.id, passphrase } })
  for (const { file, ...list } of demonstration.lists) {
    const bytes = await readFile(join(material, file))
    const started = await workstation.call(StartedListImport, 'POST', '/api/lists', {
      token,
      json: { ...list, format: 'csv', bytes: bytes.length },
    })
    for (let offset = 0; offset < bytes.length; offset += CHUNK_LIMIT) {
      await workstation.chunk(`/api/lists/uploads/${started.uploadId}`, token, bytes.subarray(offset, offset + CHUNK_LIMIT), offset)
    }
    await workstation.call(Anything, 'POST', `/api/lists/${started.listId}/finish`, { token })
  }
  await untilMatched(workstation, token, demonstration.lists.length)
  await workstation.call(Anything, 'POST', '/api/sign-out', { token })
}

async function untilMatched(workstation: Caller, token: string, wanted: number): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const { lists } = await workstation.call(HashListPage, 'GET', '/api/lists', { token })
    const failed = lists.find(list => list.state === 'failed' || list.state === 'cancelled')
    if (failed) throw new Error(`the list «${failed.name}» could not be imported: ${failed.failure ?? failed.state}`)
    if (lists.filter(list => list.state === 'ready' && list.index?.state === 'ready' && list.rematch === null).length === wanted) return
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('the lists of the demonstration were not imported within a minute')
}

/** Answers that nothing is read of. */
const Anything = { parse: (answer: unknown): unknown => answer } as z.ZodType<unknown>

function caller(fetch: (request: Request) => Promise<Response>): Caller {
  async function ask(method: string, path: string, headers: Record<string, string>, body: BodyInit | null): Promise<unknown> {
    const response = await fetch(new Request(`http://127.0.0.1${path}`, { method, headers, body }))
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }
  const bearer = (token: string | undefined): Record<string, string> => (token === undefined ? {} : { Authorization: `Bearer ${token}` })
  return {
    async call(schema, method, path, { token, json } = {}) {
      const body = json === undefined ? null : JSON.stringify(json)
      return schema.parse(await ask(method, path, { ...bearer(token), 'Content-Type': 'application/json' }, body))
    },
    async chunk(path, token, bytes, offset) {
      const digest = createHash('sha256').update(bytes).digest('hex')
      const headers = { ...bearer(token), 'Content-Type': 'application/octet-stream', 'X-Offset': String(offset), 'X-Digest': digest }
      await ask('PUT', path, headers, new Uint8Array(bytes))
    },
  }
}
