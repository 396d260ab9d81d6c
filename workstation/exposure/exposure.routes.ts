import { Hono } from 'hono'
import { API, AskReveal } from '../../contract/api.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Exposure } from './exposure.ts'

/** Reveals: asked for, kept alive, ended. The pixels themselves are served by `Exposure.serve`. */
export function exposureRoutes(open: () => { exposure: Exposure }): Hono {
  const routes = new Hono()
  routes.post(API.reveal[1], async (c) => {
    const ask = await readJson(c, AskReveal)
    return c.json(await open().exposure.grant(readId(c), ask))
  })
  routes.post(API.keepReveal[1], (c) => {
    open().exposure.keep(readId(c))
    return c.json({})
  })
  routes.post(API.endReveal[1], (c) => {
    open().exposure.end(readId(c))
    return c.json({})
  })
  return routes
}
