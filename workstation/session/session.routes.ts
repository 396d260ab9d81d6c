import { Hono } from 'hono'
import { AddPerson, API, AskRecoveryCode, ChangePassphrase, Recover, RenewHub, SetUp, SignIn, type Status } from '../../contract/api.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Ports } from '../ports.ts'
import type { Session } from './session.ts'

export function sessionRoutes(session: Session, ports: Ports): Hono {
  return new Hono()
    .get(API.status[1], (c) => c.json(statusOf(session, ports)))
    .post(API.setUp[1], async (c) => c.json(await session.setUp(await readJson(c, SetUp))))
    .post(API.signIn[1], async (c) => c.json(await session.signIn(await readJson(c, SignIn))))
    .post(API.recover[1], async (c) => c.json(await session.recover(await readJson(c, Recover))))
    .post(API.addPerson[1], async (c) => c.json({ slot: await session.addPerson(await readJson(c, AddPerson)) }))
    .delete(API.removePerson[1], async (c) => {
      await session.removePerson(readId(c))
      return c.json({})
    })
    .put(API.changePassphrase[1], async (c) => {
      await session.changePassphrase(await readJson(c, ChangePassphrase))
      return c.json({})
    })
    .post(API.newRecoveryCode[1], async (c) => c.json({ recoveryCode: await session.newRecoveryCode(await readJson(c, AskRecoveryCode)) }))
    .post(API.renewHub[1], async (c) => {
      await session.renewHub(await readJson(c, RenewHub))
      return c.json({})
    })
    .post(API.lock[1], async (c) => {
      await session.lock('asked')
      return c.json({})
    })
    .post(API.signOut[1], async (c) => {
      await session.signOut()
      return c.json({})
    })
}

function statusOf(session: Session, { demonstration, shell, contentProtection, version, systemLocale, hubUrl }: Ports): Status {
  const facts = session.facts()
  // Passphrases are told only for a profile that was made as a demonstration, whatever the shell says of itself.
  const demonstrationPeople = facts.demonstration ? (demonstration?.people ?? []) : []
  return { ...facts, hubUrl: facts.hubUrl ?? hubUrl, demonstrationPeople, shell, contentProtection, version, systemLocale }
}
