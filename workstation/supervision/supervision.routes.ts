import { Hono } from 'hono'
import { API, GiveSecondLook } from '../../contract/api.ts'
import type { ItemDetail } from '../../contract/api.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Supervision } from './supervision.ts'

export function supervisionRoutes(open: () => { supervision: Supervision; review: { detail(itemId: string): ItemDetail } }): Hono {
  const routes = new Hono()
  routes.post(API.secondLook[1], async c => {
    const given = await readJson(c, GiveSecondLook)
    const { supervision, review } = open()
    const itemId = readId(c)
    supervision.give(itemId, given)
    return c.json(review.detail(itemId))
  })
  return routes
}
