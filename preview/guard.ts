import { AppError } from '../contract/error.ts'
import type { LaunchTokens } from './launch-tokens.ts'

const PAGE_HEADER = 'x-paravent-page'

/**
 * Refuses what does not come from a page that this preview launched: another name in Host (a name bound to 127.0.0.1 by
 * someone else's DNS), another Origin, a request that another site made the browser send, an API call without the key of
 * a page. Pixels carry their permission in the path, since `<img>` and `<video>` send no headers.
 */
export function assertFromOwnPage(request: Request, host: string, tokens: LaunchTokens): void {
  const header = (name: string): string | undefined => request.headers.get(name) ?? undefined
  const origin = header('origin')
  const site = header('sec-fetch-site')
  const foreign =
    header('host') !== host || (origin !== undefined && origin !== `http://${host}`) || (site !== undefined && !OWN_SITES.has(site))
  if (foreign) throw new AppError('request.forbidden_origin')
  const { pathname } = new URL(request.url)
  const needsKey = pathname.startsWith('/api/') || pathname === '/preview/key'
  if (needsKey && !tokens.isPageKey(header(PAGE_HEADER))) throw new AppError('request.forbidden_origin')
}

/** `none`: the address was typed or opened from the terminal. */
const OWN_SITES = new Set(['same-origin', 'none'])
