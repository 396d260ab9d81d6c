import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import { PushEvents } from '../../contract/hub.ts'
import { Id } from '../../contract/words.ts'
import { bearerToken } from '../http/bearer-token.ts'
import { readJson } from '../http/read-json.ts'
import type { People } from '../people/people.ts'
import type { HubPorts } from '../ports.ts'
import type { RecordSeal } from '../sealing/record.ts'
import type { Watches } from '../watch/watches.ts'
import { headOf } from './events.store.ts'
import { receiveEvents } from './receive.ts'

/** 2 MiB of event bytes; as JSON within JSON they may take twice as much. */
const EVENTS_LIMIT = 2 * 1024 * 1024
const BODY_LIMIT = 2 * EVENTS_LIMIT + 64 * 1024

export function eventsRoutes(people: People, { sql, clock }: HubPorts, seal: RecordSeal, watches: Watches): Hono {
  return new Hono()
    .post('/v1/events', async (c) => {
      const { deviceId } = await people.bearer(bearerToken(c.req.raw))
      const pushed = await readJson(c.req.raw, PushEvents, BODY_LIMIT)
      if (pushed.deviceId !== deviceId) throw new AppError('hub.forbidden')
      const bytes = pushed.events.reduce((sum, event) => sum + Buffer.byteLength(event.bytes), 0)
      if (bytes > EVENTS_LIMIT) throw new AppError('request.too_large', { limit: EVENTS_LIMIT })
      return c.json(await receiveEvents({ sql, seal, watches, now: clock.now() }, pushed))
    })
    .get('/v1/events/head', async (c) => {
      const { deviceId } = await people.bearer(bearerToken(c.req.raw))
      const asked = Id.safeParse(c.req.query('device'))
      if (!asked.success) throw new AppError('request.invalid')
      if (asked.data !== deviceId) throw new AppError('hub.forbidden')
      const head = await headOf(sql, deviceId)
      if (head === null) throw new AppError('hub.unauthorised')
      return c.json(head)
    })
}
