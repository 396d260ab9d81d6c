import { Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import { Id } from '../../contract/words.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { People } from '../people/people.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Sql } from '../store/sql.ts'
import { changesAfter } from './changes.ts'

const Asked = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  epoch: Id.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})

export function changesRoutes(people: People, sql: Sql, seal: RecordSeal): Hono {
  return new Hono().get('/v1/changes', async (c) => {
    const { deviceId } = await people.bearer(bearerToken(c.req.raw))
    const asked = Asked.safeParse(c.req.query())
    if (!asked.success) throw new AppError('request.invalid')
    const { epoch = null, ...data } = asked.data
    return c.json(await changesAfter(sql, seal, { ...data, epoch, deviceId }))
  })
}
