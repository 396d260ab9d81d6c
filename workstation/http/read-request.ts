import type { Context } from 'hono'
import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'
import { Id } from '../../contract/words.ts'

/** The JSON body, checked at the edge. @throws AppError `request.invalid` with the `path` of the first wrong field */
export async function readJson<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  return check(schema, await parseJson(c))
}

/** The query, checked at the edge. @throws AppError `request.invalid` */
export function readQuery<S extends z.ZodType>(c: Context, schema: S): z.output<S> {
  return check(schema, c.req.query())
}

/** An id in the path, e.g. `/api/items/:id`. @throws AppError `request.not_found` when it has not the shape of one */
export function readId(c: Context, name = 'id'): string {
  const parsed = Id.safeParse(c.req.param(name))
  if (!parsed.success) throw new AppError('request.not_found')
  return parsed.data
}

async function parseJson(c: Context): Promise<unknown> {
  const text = await c.req.text()
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AppError('request.invalid', { path: '' }, { cause })
  }
}

function check<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new AppError('request.invalid', { path: parsed.error.issues[0]?.path.join('.') ?? '' })
}
