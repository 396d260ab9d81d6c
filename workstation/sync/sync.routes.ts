import { Hono } from 'hono'
import { API } from '../../contract/api.ts'
import type { Sync } from './sync.ts'

export function syncRoutes(open: () => { sync: Sync }): Hono {
  return new Hono().get(API.sync[1], (c) => c.json(open().sync.state())).post(API.syncNow[1], async (c) => c.json(await open().sync.now()))
}
