import { isOwnAddress, ORIGIN } from './origin.ts'

/** Hands on what our own page asks of our own address, and nothing else: another page, if there ever were one, learns nothing. */
export function answerOwnPage(fetch: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  return async request => {
    const origin = request.headers.get('origin')
    if (!isOwnAddress(request.url) || (origin !== null && origin !== ORIGIN)) return new Response(null, { status: 403 })
    return fetch(request)
  }
}
