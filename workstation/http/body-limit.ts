import { bodyLimit } from 'hono/body-limit'
import type { MiddlewareHandler } from 'hono'
import { CHUNK_LIMIT, type Call } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import { callOf } from './permissions.ts'

/** JSON of a report with 500 URLs of 4000 characters, and some. */
const JSON_LIMIT = 4 * 1024 * 1024
const CHUNKS: readonly Call[] = ['chunk', 'listChunk']

const refuse = (limit: number): never => {
  throw new AppError('request.too_large', { limit })
}
const chunkLimit = bodyLimit({ maxSize: CHUNK_LIMIT, onError: () => refuse(CHUNK_LIMIT) })
const jsonLimit = bodyLimit({ maxSize: JSON_LIMIT, onError: () => refuse(JSON_LIMIT) })

/** @throws AppError `request.too_large` with fact `limit` in bytes */
export const limitBody: MiddlewareHandler = (c, next) => {
  // These bring nothing that is read; without a length, the limit would want to look into them.
  if (['GET', 'HEAD', 'DELETE'].includes(c.req.method)) return next()
  const call = callOf(c.req.method, c.req.path)
  return call !== null && CHUNKS.includes(call) ? chunkLimit(c, next) : jsonLimit(c, next)
}
