import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import { SubmitReport } from '../../contract/hub.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { readJson } from '../http/read-json.ts'
import type { People } from '../people/people.ts'
import type { Reports } from './reports.ts'

const BODY_LIMIT = 16 * 1024 * 1024

/** In this first form an administrator's account submits what forms and platforms bring. */
export function reportsRoutes(people: People, reports: Reports): Hono {
  return new Hono().post('/v1/reports', async (c) => {
    const { person } = await people.bearer(bearerToken(c.req.raw))
    if (person.role !== 'administrator') throw new AppError('hub.forbidden')
    const { created } = await reports.submit(await readJson(c.req.raw, SubmitReport, BODY_LIMIT))
    return c.json({ created }, created ? 201 : 200)
  })
}
