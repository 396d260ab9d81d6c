import { Hono } from 'hono'
import { API } from '../../contract/api.ts'
import type { Taxonomy } from '../../contract/taxonomy.ts'

export function taxonomyRoutes(open: () => { taxonomy: Taxonomy }): Hono {
  return new Hono().get(API.taxonomy[1], (c) => c.json(open().taxonomy))
}
