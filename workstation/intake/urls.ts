import { createHash } from 'node:crypto'

/**
 * A reported address as it is kept and as it is recognised again.
 *
 * Two addresses are the same when their `normalised` forms are equal. The form is conservative: what a server could
 * tell apart stays apart. It is the WHATWG URL serialisation (scheme and host in lower case, IDN as punycode, default
 * port gone, dot segments resolved, an empty path as `/`) without the fragment, which no server sees. Query parameters
 * keep their order, `www.` and trailing slashes stay, http and https differ.
 * A text that is no URL with a host (a nickname, `see the chat`) is its own normalised form, trimmed.
 */
export interface Address {
  /** As it was reported, trimmed, without lone surrogates. */
  readonly url: string
  readonly normalised: string
  /** SHA-256 of `normalised` in UTF-8, hex. */
  readonly digest: string
}

/** @returns null for an empty or blank text. */
export function readAddress(reported: string): Address | null {
  const url = reported.trim().toWellFormed()
  if (url === '') return null
  const normalised = normalise(url)
  return { url, normalised, digest: createHash('sha256').update(normalised, 'utf8').digest('hex') }
}

/** The distinct addresses of a report, in the order in which they were first named. */
export function readAddresses(reported: readonly string[]): Address[] {
  const byDigest = new Map<string, Address>()
  for (const text of reported) {
    const address = readAddress(text)
    if (address !== null && !byDigest.has(address.digest)) byDigest.set(address.digest, address)
  }
  return [...byDigest.values()]
}

/** The host of a reported address in its readable form, or null where it has none. */
export function hostOf(reported: string): string | null {
  const url = URL.parse(reported.trim())
  return url === null || url.host === '' ? null : url.host
}

function normalise(text: string): string {
  const url = URL.parse(text)
  if (url === null || url.host === '') return text
  url.hash = ''
  return url.href
}
