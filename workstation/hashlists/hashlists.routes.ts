import { Hono } from 'hono'
import type { Context } from 'hono'
import { z } from 'zod'
import { API, StartListImport } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { ListLosses } from '../../contract/match.ts'
import { ListTerms } from '../../contract/match.ts'
import { readId, readJson, readQuery } from '../http/read-request.ts'
import type { HashLists } from './hashlists.ts'
import type { Chunk } from './list-uploads.ts'
import type { WrittenLists } from './written-lists.ts'

const RejectionsQuery = z.object({ offset: z.coerce.number().int().min(0).default(0) })

interface Parts {
  hashLists: HashLists
  written: Pick<WrittenLists, 'all'>
  listLosses(listId: string): Promise<ListLosses>
}

export function hashListRoutes(open: () => Parts): Hono {
  const routes = new Hono()
  routes.get(API.lists[1], c => c.json({ lists: open().hashLists.all(), written: open().written.all() }))
  routes.post(API.importList[1], async c => c.json(open().hashLists.start(await readJson(c, StartListImport))))
  routes.put(API.listChunk[1], async c => {
    const { hashLists } = open()
    return c.json(await hashLists.append(readId(c), await readChunk(c)))
  })
  routes.post(API.finishList[1], c => c.json(open().hashLists.finish(readId(c))))
  routes.post(API.cancelList[1], async c => c.json(await open().hashLists.cancel(readId(c))))
  routes.get(API.listRejections[1], c => c.json(open().hashLists.rejections(readId(c), readQuery(c, RejectionsQuery).offset)))
  routes.put(API.setListTerms[1], async c => c.json(open().hashLists.setTerms(readId(c), await readJson(c, ListTerms))))
  routes.get(API.listLosses[1], async c => c.json(await open().listLosses(readId(c))))
  routes.delete(API.removeList[1], async c => {
    await open().hashLists.remove(readId(c))
    return c.json({})
  })
  return routes
}

/** A chunk as at intake: octets, with the bytes before it and its SHA-256 in headers. @throws AppError request.invalid */
async function readChunk(c: Context): Promise<Chunk> {
  const offset = c.req.header('X-Offset') ?? ''
  if (!/^\d{1,15}$/.test(offset)) throw new AppError('request.invalid', { path: 'X-Offset' })
  return { offset: Number(offset), digest: (c.req.header('X-Digest') ?? '').toLowerCase(), bytes: new Uint8Array(await c.req.arrayBuffer()) }
}
