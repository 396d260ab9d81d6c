import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import { HubSignIn } from '../../contract/hub.ts'
import { readJson } from '../http/read-json.ts'
import type { People } from './people.ts'

export function peopleRoutes(people: People): Hono {
  return new Hono().post('/v1/sign-in', async (c) => {
    const asked = await readJson(c.req.raw, HubSignIn, 16 * 1024)
    // PostgreSQL's text has no NUL.
    if (`${asked.login}${asked.device.name}`.includes('\0')) throw new AppError('request.invalid')
    return c.json(await people.signIn(asked))
  })
}
