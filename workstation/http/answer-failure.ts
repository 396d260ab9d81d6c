import { AppError, type ErrorBody } from '../../contract/error.ts'
import { reportBug } from '../report-bug.ts'
import { asDiskFailure } from '../store/disk-failure.ts'

/** An expected failure by its code and status; a bug as `internal`, told on stderr without what it says of the material. */
export function answerFailure(failure: unknown, where: string): Response {
  const error = asDiskFailure(failure)
  if (!(error instanceof AppError)) reportBug(where, error)
  const told = error instanceof AppError ? error : new AppError('internal')
  return Response.json({ error: { code: told.code, facts: told.facts } } satisfies ErrorBody, { status: told.status })
}
