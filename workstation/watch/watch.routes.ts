import { Hono } from 'hono'
import { AddWatch, API } from '../../contract/api.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Alerts } from './alerts.ts'
import type { Watches } from './watches.ts'

export function watchRoutes(open: () => { watches: Watches; alerts: Alerts }): Hono {
  const routes = new Hono()
  routes.get(API.watches[1], (c) => c.json({ watches: open().watches.all() }))
  routes.post(API.addWatch[1], async (c) => {
    const { watches } = open()
    return c.json(watches.add(await readJson(c, AddWatch)))
  })
  routes.post(API.endWatch[1], (c) => c.json(open().watches.end(readId(c))))
  routes.get(API.alerts[1], (c) => c.json(open().alerts.page()))
  routes.post(API.acknowledgeAlert[1], (c) => c.json(open().alerts.acknowledge(readId(c))))
  return routes
}
