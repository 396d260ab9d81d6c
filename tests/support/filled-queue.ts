import { setTimeout } from 'node:timers/promises'
import { writeQueued } from './queued-items.ts'
import { PASSPHRASE, type TestWorkstation } from './workstation.ts'

/** Fills the profile of `login` with the queued items of these numbers, then opens it as after a new start. */
export async function fillQueue(t: TestWorkstation, login: string, from: number, to: number): Promise<void> {
  await t.restart()
  const house = await t.workstation.unlock(login, PASSPHRASE)
  for (const _ of writeQueued(house, from, to, t.ports.clock.now())) await setTimeout(0)
  await t.restart()
  await t.signIn(login)
}
