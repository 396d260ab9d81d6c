import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { AppError, type ErrorBody } from '../../contract/error.ts'

/** An expected failure crosses the wire as its code and facts; anything else as `internal`, told to `onBug` only. */
export function answerFailure(c: Context, error: unknown, onBug: (error: unknown) => void): Response {
  const failure = error instanceof AppError ? error : new AppError('internal', {}, { cause: error })
  if (failure.code === 'internal') onBug(error)
  const body: ErrorBody = { error: { code: failure.code, facts: failure.facts } }
  return c.json(body, failure.status as ContentfulStatusCode)
}
