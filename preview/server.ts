import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { z } from 'zod'
import { AppError } from '../contract/error.ts'
import { assertFromOwnPage } from './guard.ts'
import { createLaunchTokens } from './launch-tokens.ts'

export interface PreviewServerOptions {
  workstation: { fetch(request: Request): Promise<Response> | Response }
  /** 0: any free port. */
  port: number
  /** Told after a page used its token: now another window needs another address. */
  onLaunch?: () => void
}

export interface PreviewServer {
  /** `127.0.0.1:PORT` */
  readonly host: string
  /** An address with a fresh one-time token. */
  address(): string
  close(): Promise<void>
}

const LAUNCH_SCRIPT = '/preview/launch.js'
const Launch = z.object({ token: z.string().max(200) })
const NO_STORE = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' }

/** Hands the workstation's handler to a loopback HTTP server, behind the guard of the preview. */
export async function createPreviewServer({ workstation, port, onLaunch }: PreviewServerOptions): Promise<PreviewServer> {
  const tokens = createLaunchTokens()
  const script = readFileSync(new URL('launch-page.js', import.meta.url))
  let host = ''

  async function handle(request: Request): Promise<Response> {
    assertFromOwnPage(request, host, tokens)
    const { pathname } = new URL(request.url)
    if (pathname === LAUNCH_SCRIPT)
      return new Response(script, { headers: { ...NO_STORE, 'Content-Type': 'text/javascript; charset=utf-8' } })
    if (pathname === '/preview/key') return Response.json({}, { headers: NO_STORE })
    if (pathname === '/preview/launch' && request.method === 'POST') return launch(request)
    return withLaunchScript(await workstation.fetch(request))
  }

  async function launch(request: Request): Promise<Response> {
    const asked = Launch.safeParse(await request.json().catch(() => null))
    const key = asked.success ? tokens.exchange(asked.data.token) : null
    if (key === null) throw new AppError('request.forbidden_origin')
    onLaunch?.()
    return Response.json({ key }, { headers: NO_STORE })
  }

  const server = createAdaptorServer({
    fetch: (request: Request) => handle(request).catch(answerFailure),
    hostname: '127.0.0.1',
    overrideGlobalObjects: false,
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    address: () => `http://${host}/#launch=${tokens.issue()}`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        // Event streams stay open for as long as a page does: they are cut.
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

/** Puts our script before any other of a page; everything else passes as it is. */
async function withLaunchScript(response: Response): Promise<Response> {
  if (!response.headers.get('content-type')?.startsWith('text/html')) return response
  const headers = new Headers(response.headers)
  headers.delete('content-length')
  const page = (await response.text()).replace(/<head[^>]*>/i, head => `${head}<script src="${LAUNCH_SCRIPT}"></script>`)
  return new Response(page, { status: response.status, headers })
}

function answerFailure(error: unknown): Response {
  if (!(error instanceof AppError)) throw error
  return Response.json({ error: { code: error.code, facts: error.facts } }, { status: error.status, headers: NO_STORE })
}
