import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import type { Ports } from '../ports.ts'
import { sessionRoutes } from '../session/session.routes.ts'
import type { Session } from '../session/session.ts'
import { answerFailure } from './answer-failure.ts'
import { limitBody } from './body-limit.ts'
import { featureRoutes } from './feature-routes.ts'
import { securityHeaders } from './security-headers.ts'
import { sessionGuard, type Guarded } from './session-guard.ts'
import { uiFiles } from './ui-files.ts'

/** Everything the page may ask: the API behind the guard, the pixels by their tokens, and the UI's files. */
export function createApp({ session, ports }: { session: Session; ports: Ports }): Hono<{ Variables: Guarded }> {
  const app = new Hono<{ Variables: Guarded }>()
  app.onError((error, c) => {
    const begunIn = c.get('house')
    // What fails because the house was taken down under it is no bug.
    const locked = begunIn !== undefined && !session.isIn(begunIn)
    return answerFailure(locked ? new AppError('session.locked') : error, `${c.req.method} ${c.req.path.split('/').slice(0, 3).join('/')}`)
  })
  app.notFound((c) => answerFailure(new AppError('request.not_found'), c.req.method))
  app.use(securityHeaders)
  app.use('/api/*', sessionGuard(session), limitBody)
  app.route('/', sessionRoutes(session, ports))
  for (const routes of featureRoutes(() => session.house())) app.route('/', routes)
  app.get('/media/:token', (c) => session.house().exposure.serve(c.req.param('token'), c.req.raw))
  app.get('*', uiFiles(ports.paths.ui))
  return app
}
