import { randomBytes } from 'node:crypto'

/** What an address of pixels stands for. */
export interface Grant<T> {
  readonly token: string
  readonly what: T
  /** Of the monotonic clock, milliseconds. */
  until: number
  /** Aborted when it ends: streams under way are cut. */
  readonly ended: AbortController
}

/** Unguessable addresses, held in memory: they end with their time, with the session, or when told to. */
export interface Tokens<T> {
  grant(what: T, until: number): Grant<T>
  /** Null for an unknown one and for one that is over. */
  find(token: string): Grant<T> | null
  end(token: string): void
  endAll(): void
}

/** 192 bits. */
const TOKEN_BYTES = 24
const SWEEP_EVERY = 256

export function createTokens<T>(now: () => number): Tokens<T> {
  const grants = new Map<string, Grant<T>>()
  let given = 0

  function end(token: string): void {
    const grant = grants.get(token)
    grants.delete(token)
    grant?.ended.abort()
  }

  function sweep(): void {
    for (const grant of [...grants.values()]) if (grant.until <= now()) end(grant.token)
  }

  return {
    grant(what, until) {
      given += 1
      if (given % SWEEP_EVERY === 0) sweep()
      const grant: Grant<T> = { token: randomBytes(TOKEN_BYTES).toString('base64url'), what, until, ended: new AbortController() }
      grants.set(grant.token, grant)
      return grant
    },
    find(token) {
      const grant = grants.get(token)
      if (grant !== undefined && grant.until > now()) return grant
      if (grant !== undefined) end(token)
      return null
    },
    end,
    endAll() {
      for (const token of [...grants.keys()]) end(token)
    },
  }
}
