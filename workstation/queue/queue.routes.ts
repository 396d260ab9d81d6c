import { Hono } from 'hono'
import { API, QueueQuery } from '../../contract/api.ts'
import { Id } from '../../contract/words.ts'
import { readQuery } from '../http/read-request.ts'
import type { Queue } from './queue.ts'

const NextQuery = QueueQuery.extend({ after: Id.optional() })

export function queueRoutes(open: () => { queue: Queue }): Hono {
  const routes = new Hono()
  routes.get(API.next[1], async c => {
    const { after, ...query } = readQuery(c, NextQuery)
    return c.json({ itemId: await open().queue.next(after ?? null, query) })
  })
  routes.get(API.queue[1], async c => c.json(await open().queue.page(readQuery(c, QueueQuery))))
  return routes
}
