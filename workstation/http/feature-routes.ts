import type { Hono } from 'hono'
import { analysisRoutes } from '../analysis/analysis.routes.ts'
import { exposureRoutes } from '../exposure/exposure.routes.ts'
import { hashListRoutes } from '../hashlists/hashlists.routes.ts'
import type { House } from '../house.ts'
import { intakeRoutes } from '../intake/intake.routes.ts'
import { ownListRoutes } from '../own-list/own-list.routes.ts'
import { queueRoutes } from '../queue/queue.routes.ts'
import { reviewRoutes } from '../review/review.routes.ts'
import { settingsRoutes } from '../settings/settings.routes.ts'
import { signalsRoutes } from '../signals/signals.routes.ts'
import { supervisionRoutes } from '../supervision/supervision.routes.ts'
import { syncRoutes } from '../sync/sync.routes.ts'
import { taxonomyRoutes } from '../taxonomy/taxonomy.routes.ts'
import { watchRoutes } from '../watch/watch.routes.ts'

/** The routes of every feature. @param open the house, or AppError `session.locked` */
export function featureRoutes(open: () => House): Hono[] {
  return [
    settingsRoutes(open),
    taxonomyRoutes(open),
    signalsRoutes(open),
    syncRoutes(open),
    intakeRoutes(open),
    analysisRoutes(open),
    queueRoutes(open),
    reviewRoutes(open),
    exposureRoutes(open),
    supervisionRoutes(open),
    hashListRoutes(open),
    ownListRoutes(open),
    watchRoutes(open),
  ]
}
