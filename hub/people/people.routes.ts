import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import { HubEnrol, HubSignIn } from '../../contract/hub.ts'
import { readJson } from '../http/read-json.ts'
import type { People } from './people.ts'

const BODY_LIMIT = 16 * 1024

export function peopleRoutes(people: People): Hono {
  return new Hono()
    .post('/v1/enrol', async (c) => c.json(await people.enrol(refuseNul(await readJson(c.req.raw, HubEnrol, BODY_LIMIT)))))
    .post('/v1/sign-in', async (c) => c.json(await people.signIn(refuseNul(await readJson(c.req.raw, HubSignIn, BODY_LIMIT)))))
}

/** PostgreSQL's text has no NUL. */
function refuseNul<Asked extends HubSignIn>(asked: Asked): Asked {
  if (`${asked.login}${asked.device.name}`.includes('\0')) throw new AppError('request.invalid')
  return asked
}
