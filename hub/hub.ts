import { Hono } from 'hono'
import { HUB_PROTOCOL, type HubStatus } from '../contract/hub.ts'
import { AppError } from '../contract/error.ts'
import { createHubAudit, type HubAudit } from './audit/audit.ts'
import { changesRoutes } from './changes/changes.routes.ts'
import { beginEpoch } from './changes/epochs.ts'
import { createDecisions, type Decisions } from './events/decisions.ts'
import { eventsRoutes } from './events/events.routes.ts'
import { answerFailure } from './http/answer-failure.ts'
import { reportBug } from './http/report-bug.ts'
import { createMedia, removeUnfinished, type Media } from './media/media.ts'
import { claimMediaFolder } from './media/media-folder.ts'
import { mediaName } from './media/media-name.ts'
import { mediaRoutes } from './media/media.routes.ts'
import { createPeople, type People } from './people/people.ts'
import { peopleRoutes } from './people/people.routes.ts'
import type { HubPorts } from './ports.ts'
import { createReports, type Reports } from './reports/reports.ts'
import { reportsRoutes } from './reports/reports.routes.ts'
import { checkKey } from './sealing/key-check.store.ts'
import { createRecordSeal } from './sealing/record.ts'
import { migrate } from './store/migrate.ts'
import { watchRoutes } from './watch/watch.routes.ts'
import { createWatches, type Watches } from './watch/watches.ts'

export interface Hub {
  fetch(request: Request): Promise<Response>
  /** Refuses what comes after and waits for what is under way. The database is closed by who opened it. */
  close(): Promise<void>
  people: People
  reports: Reports
  media: Media
  watches: Watches
  decisions: Decisions
  audit: HubAudit
}

/**
 * The central server as one handler. Brings the database to this version first.
 * @throws AppError `hub.newer_database`, `hub.wrong_key`, `hub.wrong_media_folder`, `hub.foreign_media_folder`
 */
export async function createHub(ports: HubPorts): Promise<Hub> {
  const seal = createRecordSeal(ports.key)
  await migrate(ports.sql)
  await checkKey(ports.sql, seal)
  await removeUnfinished(ports.mediaDir)
  await claimMediaFolder({ ...ports, acceptLost: ports.acceptLostMedia ?? false })
  await beginEpoch(ports.sql, ports.ids.next())
  const people = createPeople(ports)
  const media = createMedia(ports)
  const nameOf = (sha256: string): string => mediaName(ports.key, sha256)
  const watches = createWatches({ ...ports, seal, nameOf, onAlert: ports.onAlert ?? (() => undefined) })
  const reports = createReports(ports.sql, seal, { nameOf, watches })
  const onBug = ports.onBug ?? reportBug
  const status: HubStatus = { hub: 'paravent', protocol: HUB_PROTOCOL, demonstration: ports.demonstration }

  const app = new Hono()
  app.use(async (c, next) => {
    await next()
    c.header('cache-control', 'no-store')
  })
  app.get('/v1/status', (c) => c.json(status))
  app.route('/', peopleRoutes(people))
  app.route('/', eventsRoutes(people, ports, seal, watches))
  app.route('/', changesRoutes(people, ports.sql, seal))
  app.route('/', mediaRoutes(people, media))
  app.route('/', reportsRoutes(people, reports))
  app.route('/', watchRoutes(people, watches))
  app.notFound((c) => answerFailure(c, new AppError('request.not_found'), onBug))
  app.onError((error, c) => answerFailure(c, error, onBug))

  return { ...serveUntilClosed(app), people, reports, media, watches, decisions: createDecisions(ports.sql, seal), audit: createHubAudit(ports.sql, seal) }
}

function serveUntilClosed(app: Hono): Pick<Hub, 'fetch' | 'close'> {
  const underWay = new Set<Promise<Response>>()
  let closed = false
  return {
    fetch(request) {
      if (closed) return Promise.resolve(new Response(null, { status: 503 }))
      const answer = Promise.resolve(app.fetch(request))
      underWay.add(answer)
      return answer.finally(() => underWay.delete(answer))
    },
    async close() {
      closed = true
      await Promise.allSettled(underWay)
    },
  }
}
