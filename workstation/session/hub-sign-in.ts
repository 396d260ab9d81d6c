import { AppError } from '../../contract/error.ts'
import { HUB_PROTOCOL, HubSignedIn, HubStatus, type HubEnrol, type HubSignIn } from '../../contract/hub.ts'
import { callHub, readAnswer } from '../sync/call-hub.ts'

const TIME_OUT_MS = 15_000

export interface HubDoor {
  fetch: typeof fetch
  hubUrl: string
  timeOutMs?: number
}

/**
 * Enrols a person on this device at the hub, with the key that verifies what they sign.
 * @throws as `signInAtHub`
 */
export async function enrolAtHub(door: HubDoor, asked: HubEnrol): Promise<HubSignedIn> {
  return ask(door, '/v1/enrol', asked)
}

/**
 * Signs a person in at the hub who is enrolled on this device.
 * @throws AppError `hub.unreachable`, `hub.timeout`, `hub.bad_answer`, `hub.newer_version`, and the hub's own (`hub.wrong_password` …)
 */
export async function signInAtHub(door: HubDoor, asked: HubSignIn): Promise<HubSignedIn> {
  return ask(door, '/v1/sign-in', asked)
}

async function ask({ fetch, hubUrl, timeOutMs = TIME_OUT_MS }: HubDoor, path: string, asked: HubSignIn): Promise<HubSignedIn> {
  const base = hubUrl.replace(/\/+$/, '')
  const signal = AbortSignal.timeout(timeOutMs)
  const { protocol } = await readAnswer(HubStatus, await callHub(fetch, `${base}/v1/status`, { signal }))
  if (protocol > HUB_PROTOCOL) throw new AppError('hub.newer_version', { found: protocol, known: HUB_PROTOCOL })
  const headers = { 'Content-Type': 'application/json' }
  return readAnswer(HubSignedIn, await callHub(fetch, `${base}${path}`, { method: 'POST', headers, body: JSON.stringify(asked), signal }))
}
