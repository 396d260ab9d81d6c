import { Hono } from 'hono'
import { API, Decide } from '../../contract/api.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Review } from './review.ts'

export function reviewRoutes(open: () => { review: Review; supervision: { begun(itemId: string): void } }): Hono {
  const routes = new Hono()
  routes.get(API.item[1], c => {
    const { review, supervision } = open()
    const itemId = readId(c)
    const detail = review.open(itemId)
    supervision.begun(itemId)
    return c.json(detail)
  })
  routes.post(API.decide[1], async c => {
    const { review } = open()
    return c.json(await review.decide(readId(c), await readJson(c, Decide)))
  })
  routes.post(API.withdraw[1], c => c.json(open().review.withdraw(readId(c))))
  routes.get(API.today[1], c => c.json(open().review.today()))
  return routes
}
