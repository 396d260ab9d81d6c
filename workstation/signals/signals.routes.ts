import { Hono } from 'hono'
import { API } from '../../contract/api.ts'
import type { Signals } from './signals.ts'

export function signalsRoutes(open: () => { signals: Signals }): Hono {
  return new Hono().get(API.events[1], () => new Response(open().signals.stream(), { headers: { 'Content-Type': 'application/x-ndjson' } }))
}
