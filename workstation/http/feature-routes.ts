import type { Hono } from 'hono'
import type { House } from '../house.ts'
import { settingsRoutes } from '../settings/settings.routes.ts'
import { signalsRoutes } from '../signals/signals.routes.ts'
import { taxonomyRoutes } from '../taxonomy/taxonomy.routes.ts'

/** The routes of every feature. @param open the house, or AppError `session.locked` */
export function featureRoutes(open: () => House): Hono[] {
  return [settingsRoutes(open), signalsRoutes(open), taxonomyRoutes(open)]
}
