import type { z } from 'zod'
import { AppError } from '../../contract/error.ts'

/** @throws AppError `request.too_large` (fact `limit`, bytes), `request.invalid` */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema, limit: number): Promise<z.infer<Schema>> {
  const parsed = schema.safeParse(parseJson(await readText(request, limit)))
  if (!parsed.success) throw new AppError('request.invalid')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError('request.invalid', {}, { cause: error })
  }
}

async function readText(request: Request, limit: number): Promise<string> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw new AppError('request.too_large', { limit })
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of request.body ?? []) {
    bytes += part.length
    if (bytes > limit) throw new AppError('request.too_large', { limit })
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
