import { Hono, type Context } from 'hono'
import { API, StartIntake, StartUpload } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { readId, readJson } from '../http/read-request.ts'
import type { Intake } from './intake.ts'

/** Files come up in chunks of at most 1 MiB; the summary tells what became of each. */
export function intakeRoutes(open: () => { intake: Intake }): Hono {
  const routes = new Hono()
  routes.post(API.startIntake[1], async (c) => c.json(open().intake.start(await readJson(c, StartIntake))))
  routes.get(API.intake[1], (c) => c.json(open().intake.summary(readId(c))))
  routes.post(API.finishIntake[1], async (c) => c.json(await open().intake.finish(readId(c))))
  routes.delete(API.cancelIntake[1], async (c) => c.json(await open().intake.cancel(readId(c))))
  routes.post(API.startUpload[1], async (c) => c.json(open().intake.startUpload(readId(c), await readJson(c, StartUpload))))
  routes.get(API.upload[1], (c) => c.json(open().intake.upload(readId(c))))
  routes.put(API.chunk[1], async (c) => {
    const { intake } = open()
    const chunk = { offset: readOffset(c), digest: c.req.header('X-Digest') ?? '', bytes: new Uint8Array(await c.req.arrayBuffer()) }
    return c.json(await intake.chunk(readId(c), chunk))
  })
  routes.post(API.finishUpload[1], async (c) => c.json(await open().intake.finishUpload(readId(c))))
  return routes
}

/** Bytes before this chunk. @throws AppError request.invalid */
function readOffset(c: Context): number {
  const header = c.req.header('X-Offset') ?? ''
  if (!/^\d{1,15}$/.test(header)) throw new AppError('request.invalid', { path: 'X-Offset' })
  return Number(header)
}
