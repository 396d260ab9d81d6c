import { Hono } from 'hono'
import { AddPerson, API, Recover, SetUp, SignIn, type Status } from '../../contract/api.ts'
import { readJson } from '../http/read-request.ts'
import type { Ports } from '../ports.ts'
import type { Session } from './session.ts'

export function sessionRoutes(session: Session, ports: Ports): Hono {
  return new Hono()
    .get(API.status[1], (c) => c.json(statusOf(session, ports)))
    .post(API.setUp[1], async (c) => c.json(await session.setUp(await readJson(c, SetUp))))
    .post(API.signIn[1], async (c) => c.json(await session.signIn(await readJson(c, SignIn))))
    .post(API.recover[1], async (c) => c.json(await session.recover(await readJson(c, Recover))))
    .post(API.addPerson[1], async (c) => c.json({ slot: await session.addPerson(await readJson(c, AddPerson)) }))
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
