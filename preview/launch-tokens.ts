import { randomBytes } from 'node:crypto'

/** One-time tokens of launch addresses, and the page keys that they are exchanged for. */
export interface LaunchTokens {
  /** A token that opens one page. */
  issue(): string
  /** The key of a page; null for a token that was never issued or was used. */
  exchange(token: string): string | null
  isPageKey(key: string | undefined): boolean
}

export function createLaunchTokens(random: () => string = () => randomBytes(24).toString('base64url')): LaunchTokens {
  const unused = new Set<string>()
  const keys = new Set<string>()
  return {
    issue() {
      const token = random()
      unused.add(token)
      return token
    },
    exchange(token) {
      if (!unused.delete(token)) return null
      const key = random()
      keys.add(key)
      return key
    },
    isPageKey: key => key !== undefined && keys.has(key),
  }
}
