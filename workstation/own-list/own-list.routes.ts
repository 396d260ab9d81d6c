import { Hono } from 'hono'
import type { ItemDetail } from '../../contract/api.ts'
import { API } from '../../contract/api.ts'
import { readId } from '../http/read-request.ts'
import type { OwnList } from './own-list.ts'

export function ownListRoutes(open: () => { ownList: OwnList; review: { detail(itemId: string): ItemDetail } }): Hono {
  const routes = new Hono()
  routes.post(API.addToOwnList[1], (c) => {
    const { ownList, review } = open()
    const itemId = readId(c)
    ownList.add(itemId)
    return c.json(review.detail(itemId))
  })
  routes.delete(API.removeFromOwnList[1], (c) => {
    const { ownList, review } = open()
    const itemId = readId(c)
    ownList.remove(itemId)
    return c.json(review.detail(itemId))
  })
  return routes
}
