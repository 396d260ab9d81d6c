import { create } from 'zustand'
import type { AddPerson, AskRecoveryCode, ChangePassphrase, Recover, RenewHub, SetUp, SetUpDone, SignedIn, SignIn, Status } from '../../contract/api.ts'
import type { Person } from '../../contract/hub.ts'
import type { WhyLocked } from '../../contract/signals.ts'
import { call, holdToken, whenSessionIsLost } from '../api/client.ts'
import { problemOf } from '../api/problem.ts'
import type { Problem } from '../api/problem.ts'
import { closeHouse, forgetPerson, openHouse } from './house.ts'
import { syncNow } from './progress.ts'
import { coverNow } from './reveal.ts'

export type LeftWhy = WhyLocked | 'lost' | 'signed_out'
type SessionStore = {
  phase: 'loading' | 'unreachable' | 'set_up' | 'recovery_code' | 'signed_out' | 'open'
  status: Status | null
  person: Person | null
  problem: Problem | null
  /** Shown once, right after set-up. */
  newcomer: SetUpDone | null
  left: LeftWhy | null
  /** Who was here before the lock: chosen again on the sign-in page, and led back to the same item. */
  lastPersonId: string | null
}

export const useSession = create<SessionStore>(() => ({
  phase: 'loading',
  status: null,
  person: null,
  problem: null,
  newcomer: null,
  left: null,
  lastPersonId: null,
}))

/** The core's answer that the person left. A sign-in waits for it: a lock that reached the core after it would end it. */
let leaving: Promise<unknown> = Promise.resolve()

/** Asks the workstation where it stands and shows the page that fits. */
export async function boot(): Promise<Status | null> {
  whenSessionIsLost(() => leave('lost'))
  try {
    const status = await call('status')
    useSession.setState({ status, problem: null, phase: status.state === 'empty' ? 'set_up' : 'signed_out' })
    return status
  } catch (thrown) {
    useSession.setState({ phase: 'unreachable', problem: problemOf(thrown) })
    return null
  }
}

export async function signIn(body: SignIn): Promise<void> {
  await leaving
  await enter(await call('signIn', { body }))
}

export async function recover(body: Recover): Promise<void> {
  await leaving
  await enter(await call('recover', { body }))
}

/** Sets the workstation up; the recovery code is shown before anything else. */
export async function setUp(body: SetUp): Promise<void> {
  const newcomer = await call('setUp', { body })
  useSession.setState({ newcomer, phase: 'recovery_code' })
}

export async function recoveryCodeIsKept(): Promise<void> {
  const { newcomer } = useSession.getState()
  if (newcomer === null) return
  await enter(newcomer)
  useSession.setState({ newcomer: null })
}

export async function addPerson(body: AddPerson): Promise<void> {
  const { slot } = await call('addPerson', { body })
  const { status } = useSession.getState()
  if (status !== null) useSession.setState({ status: { ...status, slots: [...status.slots, slot] } })
}

export async function removePerson(slotId: string): Promise<void> {
  await call('removePerson', { id: slotId })
  await refreshStatus()
}

export async function changePassphrase(body: ChangePassphrase): Promise<void> {
  await call('changePassphrase', { body })
}

/** Answers the code, which is kept nowhere. */
export async function newRecoveryCode(body: AskRecoveryCode): Promise<string> {
  return (await call('newRecoveryCode', { body })).recoveryCode
}

/** A new access to the hub, and a try with it. */
export async function renewHub(body: RenewHub): Promise<void> {
  await call('renewHub', { body })
  await syncNow()
}

/** The page covers and forgets at once; the core is told at the same time; only the next sign-in waits for it. */
export function lock(why: 'asked' | 'idle'): void {
  if (useSession.getState().phase !== 'open') return
  coverNow()
  const told = call('lock')
  leave(why)
  settle(told)
}

export function signOut(): void {
  coverNow()
  const told = call('signOut')
  leave('signed_out')
  settle(told)
}

/** Whether the core heard of it or not, the page asks it where it stands then. */
function settle(told: Promise<unknown>): void {
  leaving = told.catch(problemOf)
  void leaving.then(refreshStatus)
}

function lockedBySignal(why: WhyLocked): void {
  leave(why)
  void refreshStatus()
}

async function enter({ token, person }: SignedIn): Promise<void> {
  holdToken(token)
  const { lastPersonId } = useSession.getState()
  if (lastPersonId !== person.id) forgetPerson()
  try {
    await openHouse(person.role, { locked: lockedBySignal, same: lastPersonId === person.id })
  } catch (thrown) {
    holdToken(null)
    closeHouse()
    throw thrown
  }
  useSession.setState({ phase: 'open', person, lastPersonId: person.id, left: null })
}

function leave(why: LeftWhy): void {
  if (useSession.getState().phase !== 'open') return
  closeHouse()
  holdToken(null)
  if (why === 'signed_out') forgetPerson()
  useSession.setState((before) => ({
    phase: 'signed_out',
    person: null,
    left: why,
    lastPersonId: why === 'signed_out' ? null : before.lastPersonId,
  }))
}

export async function refreshStatus(): Promise<void> {
  try {
    const status = await call('status')
    useSession.setState({ status })
  } catch (thrown) {
    useSession.setState({ problem: problemOf(thrown) })
  }
}
