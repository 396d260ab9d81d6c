/** The token of `Authorization: Bearer …`; undefined where there is none. */
export function bearerToken(request: Request): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
}
