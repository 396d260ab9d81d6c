import { Readable } from 'node:stream'
import { Hono } from 'hono'
import { AppError } from '../../contract/error.ts'
import { Sha256 } from '../../contract/words.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { People } from '../people/people.ts'
import type { Media } from './media.ts'

export function mediaRoutes(people: People, media: Media): Hono {
  return new Hono()
    .get('/v1/media/:sha256', async (c) => {
      await people.bearer(bearerToken(c.req.raw))
      const { bytes, content } = await media.get(digest(c.req.param('sha256')))
      const headers = { 'content-type': 'application/octet-stream', 'content-length': String(bytes), 'x-content-type-options': 'nosniff' }
      return new Response(Readable.toWeb(Readable.from(content)) as ReadableStream<Uint8Array>, { headers })
    })
    .put('/v1/media/:sha256', async (c) => {
      const { person } = await people.bearer(bearerToken(c.req.raw))
      if (person.role !== 'administrator') throw new AppError('hub.forbidden')
      return c.json(await media.put(digest(c.req.param('sha256')), c.req.raw.body ?? empty()))
    })
}

function digest(text: string): string {
  const parsed = Sha256.safeParse(text)
  if (!parsed.success) throw new AppError('request.invalid')
  return parsed.data
}

async function* empty(): AsyncGenerator<Uint8Array> {}
