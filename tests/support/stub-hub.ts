import { createHash } from 'node:crypto'
import { v7 } from 'uuid'
import { EventContent, FIRST_PREVIOUS, type SealedEvent } from '../../contract/event.ts'
import { HUB_PROTOCOL, HubEnrol, HubSignIn, PushEvents, type Change, type Person } from '../../contract/hub.ts'
import type { ErrorCode } from '../../contract/error.ts'
import type { Role } from '../../contract/words.ts'

/** The enrolment code that the stub takes, for anyone and any number of times. */
export const CODE = 'STUB-HUBS-0NLY-C0DE'

/** A hub of a few lines for tests of the workstation alone: takes every event, hands out what the test puts in `changes`. */
export interface StubHub {
  readonly url: string
  readonly fetch: typeof fetch
  /** Every person's password is `password`. */
  person(login: string, role?: Role): Person
  readonly events: EventContent[]
  readonly changes: Change[]
  readonly media: Map<string, Uint8Array>
  /** What the hub does instead of answering; null for as it should. */
  trouble: 'unreachable' | 'silent' | 'nonsense' | null
}

export function createStubHub(): StubHub {
  const people = new Map<string, Person>()
  const tokens = new Map<string, Person>()
  const sealed: SealedEvent[] = []
  const hub: StubHub = {
    url: 'http://hub.test',
    events: [],
    changes: [],
    media: new Map(),
    trouble: null,
    person(login, role = 'analyst') {
      const person = people.get(login) ?? { id: v7(), login, name: `Name of ${login}`, role }
      people.set(login, person)
      return person
    },
    fetch: async (input, init) => {
      if (hub.trouble === 'unreachable') throw new TypeError('fetch failed')
      if (hub.trouble === 'silent') return new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
      if (hub.trouble === 'nonsense') return new Response('<html>It works</html>')
      return answer(new Request(input, init))
    },
  }

  async function answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url)
    if (pathname === '/v1/status') return Response.json({ hub: 'paravent', protocol: HUB_PROTOCOL, demonstration: false })
    if (pathname === '/v1/sign-in') return signIn(HubSignIn.parse(await request.json()))
    if (pathname === '/v1/enrol') return enrol(HubEnrol.parse(await request.json()))
    if (!tokens.has(request.headers.get('authorization')?.replace('Bearer ', '') ?? '')) return refuse('hub.unauthorised', 401)
    if (pathname === '/v1/events') return push(PushEvents.parse(await request.json()))
    if (pathname === '/v1/events/head') return Response.json(head())
    if (pathname === '/v1/changes') return changesAfter(Number(searchParams.get('after') ?? 0), Number(searchParams.get('limit') ?? 100))
    const media = hub.media.get(pathname.split('/').at(-1) ?? '')
    return media === undefined ? refuse('hub.media_unknown', 404) : new Response(new Uint8Array(media))
  }

  function enrol(asked: HubEnrol): Response {
    return asked.code === CODE ? signIn(asked) : refuse('enrolment.code_wrong', 403)
  }

  function signIn({ login, password }: HubSignIn): Response {
    const person = people.get(login)
    if (person === undefined || password !== 'password') return refuse('hub.wrong_password', 401)
    const token = v7()
    tokens.set(token, person)
    return Response.json({ token, person })
  }

  function push({ events }: PushEvents): Response {
    for (const event of events) {
      if (sealed.some(({ hash }) => hash === event.hash)) continue
      sealed.push(event)
      hub.events.push(EventContent.parse(JSON.parse(event.bytes)))
    }
    const results = events.map(({ bytes }) => ({ id: (JSON.parse(bytes) as { id: string }).id, status: 'accepted' }))
    return Response.json({ results, head: head() })
  }

  function head(): { sequence: number; hash: string } {
    const last = sealed.at(-1)
    return { sequence: sealed.length, hash: last === undefined ? FIRST_PREVIOUS : createHash('sha256').update(last.bytes).digest('hex') }
  }

  function changesAfter(after: number, limit: number): Response {
    const due = hub.changes.filter(({ position }) => position > after)
    const changes = due.slice(0, limit)
    return Response.json({ changes, next: changes.at(-1)?.position ?? after, more: due.length > limit })
  }

  return hub
}

function refuse(code: ErrorCode, status: number): Response {
  return Response.json({ error: { code, facts: {} } }, { status })
}
