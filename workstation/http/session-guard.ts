import type { MiddlewareHandler } from 'hono'
import { API, type Call } from '../../contract/api.ts'
import { AppError } from '../../contract/error.ts'
import type { House } from '../house.ts'
import type { Session } from '../session/session.ts'
import { callOf, may } from './permissions.ts'

/** The house that a request was let into. */
export interface Guarded {
  house: House | undefined
}

/** What the page does by itself: it does not keep a session open that nobody works in. */
const BY_ITSELF: readonly Call[] = ['events', 'keepReveal', 'sync']

/**
 * Lets a request of the API through that is in the contract's table, bears the page's token and comes from a person who may.
 * @throws AppError `request.not_found`, `session.required`, `session.locked`, `session.forbidden`
 */
export function sessionGuard(session: Session): MiddlewareHandler<{ Variables: Guarded }> {
  return async (c, next) => {
    const call = callOf(c.req.method, c.req.path)
    if (call === null) throw new AppError('request.not_found')
    const who = API[call][2]
    if (who !== 'open') {
      const house = session.admit(bearerOf(c.req.header('Authorization')), !BY_ITSELF.includes(call))
      c.set('house', house)
      if (!may(house.person.role, who)) throw new AppError('session.forbidden')
    }
    await next()
  }
}

function bearerOf(header: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(header ?? '')?.[1] ?? null
}
