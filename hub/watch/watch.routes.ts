import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { People } from '../people/people.ts'
import type { Watches } from './watches.ts'

const Asked = z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) })

export function watchRoutes(people: People, watches: Watches): Hono {
  return new Hono().get('/v1/alerts', async (c) => {
    await people.bearer(bearerToken(c.req.raw))
    const asked = Asked.safeParse(c.req.query())
    if (!asked.success) throw new AppError('request.invalid')
    return c.json(await watches.alerts(asked.data.limit))
  })
}
