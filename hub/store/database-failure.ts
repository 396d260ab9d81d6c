import pg from 'pg'
import { AppError, type ErrorCode } from '../../contract/error.ts'

/**
 * What PostgreSQL and the way to it may answer that is no bug of ours.
 * SQLSTATE: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function asDatabaseFailure(error: unknown): unknown {
  if (error instanceof AppError) return error
  const sqlstate = sqlstateOf(error)
  if (sqlstate === null) return isLostConnection(error) ? failure('hub.database_unavailable', error) : error
  const code = codeOf(sqlstate)
  return code === null ? error : failure(code, error, { sqlstate })
}

/** Of an error that the database answered: `pg` and PGlite have each a class of their own for it, of one and the same form. */
function sqlstateOf(error: unknown): string | null {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** Of an attempt to connect everything is a failure of the way there, for no statement of ours took part. */
export function asConnectFailure(error: unknown): unknown {
  const known = asDatabaseFailure(error)
  if (known instanceof AppError || !(error instanceof Error)) return known
  if (error instanceof pg.DatabaseError) return failure('hub.database_refused', error, { sqlstate: error.code ?? '' })
  const isTls = /TLS|SSL|CERT/i.test(`${codeIn(error)} ${error.message}`)
  return failure(isTls ? 'hub.database_refused' : 'hub.database_unavailable', error)
}

/** Two transactions stood in each other's way and PostgreSQL ended one: it may be tried again. */
export function isCollision(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001')
}

/** After this the connection cannot be used any more. */
export function endsConnection(error: unknown): boolean {
  if (error instanceof pg.DatabaseError) return error.severity === 'FATAL' || error.severity === 'PANIC'
  return isLostConnection(error)
}

function failure(code: ErrorCode, cause: unknown, facts: { sqlstate?: string } = {}): AppError {
  return new AppError(code, facts, { cause })
}

const REFUSED = ['3D000', '42501', '25006']
const OTHERS_UNAVAILABLE = ['57014', '55P03', '25P03', '25P04', '40001', '40P01']

function codeOf(sqlstate: string): ErrorCode | null {
  if (sqlstate === '53100') return 'hub.database_full'
  // Who we are, which database, what we may do there, and one that only reads (a standby).
  if (sqlstate.startsWith('28') || REFUSED.includes(sqlstate)) return 'hub.database_refused'
  // Lost connections, no room, ended by an operator, an error of its system; time limits and lasting collisions.
  if (/^(08|53|57P|58)/.test(sqlstate) || OTHERS_UNAVAILABLE.includes(sqlstate)) return 'hub.database_unavailable'
  return null
}

/** What Node says of a socket, and what pg says in words only. */
const SOCKET = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOENT']
const IN_WORDS = /^(Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|timeout exceeded)/

function isLostConnection(error: unknown): boolean {
  return error instanceof Error && (SOCKET.includes(codeIn(error)) || IN_WORDS.test(error.message))
}

function codeIn(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
