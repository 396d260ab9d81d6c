import type { SignedIn } from '../../../contract/api.ts'
import type { Machine } from '../../e2e/support/machines.ts'
import { succeed, type Counter } from '../../support/reporting.ts'

/** The preview's HTTP door to a workstation's process, with what its page sends: the key of a page, and the bearer of a session. */
export interface PreviewDoor extends Counter {
  token: string | null
  signIn(login: string, passphrase: string): Promise<void>
}

/** Exchanges the launch address that the process printed. */
export async function openPreviewDoor({ address }: Machine): Promise<PreviewDoor> {
  const { origin, hash } = new URL(address)
  const launch = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: hash.replace('#launch=', '') }) }
  const { key } = (await (await fetch(`${origin}/preview/launch`, launch)).json()) as { key: string }
  const door: PreviewDoor = {
    token: null,
    request(path, init = {}) {
      const headers = new Headers(init.headers)
      headers.set('X-Paravent-Page', key)
      if (door.token !== null) headers.set('Authorization', `Bearer ${door.token}`)
      return fetch(`${origin}${path}`, { ...init, headers })
    },
    async call(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
      const response = await door.request(path, { method, ...init })
      return { status: response.status, body: await response.json() }
    },
    async signIn(login, passphrase) {
      const { slots } = await succeed<{ slots: { id: string; person: { login: string } }[] }>(door, 'GET', '/api/status')
      const slotId = slots.find(({ person }) => person.login === login)?.id
      door.token = (await succeed<SignedIn>(door, 'POST', '/api/sign-in', { slotId, passphrase })).token
    },
  }
  return door
}
