import { Hono } from 'hono'
import { HubSignIn } from '../../contract/hub.ts'
import { readJson } from '../http/read-json.ts'
import type { People } from './people.ts'

export function peopleRoutes(people: People): Hono {
  return new Hono().post('/v1/sign-in', async (c) => c.json(await people.signIn(await readJson(c.req.raw, HubSignIn, 16 * 1024))))
}
