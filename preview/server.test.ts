import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createPreviewServer } from './server.ts'
import type { PreviewServer } from './server.ts'

/** A workstation that answers what it was asked, so that a test sees what came through. */
const workstation = {
  fetch(request: Request): Response {
    const { pathname } = new URL(request.url)
    if (pathname === '/')
      return new Response('<!doctype html><html><head><script src="/app.js"></script></head></html>', {
        headers: { 'content-type': 'text/html' },
      })
    return Response.json({ reached: pathname })
  },
}

let server: PreviewServer
let launches = 0
const start = async (): Promise<void> => {
  launches = 0
  server = await createPreviewServer({ workstation, port: 0, onLaunch: () => launches++ })
}
afterEach(() => server.close())

/** With node:http, since fetch sets Host and Origin by itself. */
function ask(path: string, headers: Record<string, string> = {}, body?: string): Promise<{ status: number; text: string }> {
  const [hostname, port] = server.host.split(':')
  return new Promise((resolve, reject) => {
    const asking = httpRequest(
      { hostname, port, path, method: body === undefined ? 'GET' : 'POST', headers: { host: server.host, ...headers } },
      answer => {
        let text = ''
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
      },
    )
    asking.once('error', reject)
    asking.end(body)
  })
}
const tokenOf = (address: string): string => new URL(address).hash.replace('#launch=', '')
const launch = (token: string) =>
  ask('/preview/launch', { origin: `http://${server.host}`, 'content-type': 'application/json' }, JSON.stringify({ token }))

describe('the preview shell', () => {
  test('answers a page that was launched by its address, and the address works once', async () => {
    await start()
    const token = tokenOf(server.address())
    const first = await launch(token)
    expect([first.status, launches]).toEqual([200, 1])
    const { key } = JSON.parse(first.text) as { key: string }
    expect(await ask('/api/status', { 'x-paravent-page': key })).toEqual({ status: 200, text: '{"reached":"/api/status"}' })
    expect((await launch(token)).status).toBe(403)
    expect((await launch('made-up')).status).toBe(403)
    expect(tokenOf(server.address())).not.toBe(token)
  })

  test('refuses the API to whoever has no key, and lets the unguessable addresses of pixels pass', async () => {
    await start()
    expect((await ask('/api/status')).status).toBe(403)
    expect((await ask('/api/status', { 'x-paravent-page': 'guessed' })).status).toBe(403)
    expect((await ask('/media/some-token')).status).toBe(200)
  })

  test.each([
    ['another name for this machine', { host: 'localhost:80' }],
    ['a name that someone bound to 127.0.0.1', { host: 'rebound.example' }],
    ['the page of another site', { origin: 'https://elsewhere.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a picture on another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('refuses %s, even with a key', async (_what, headers) => {
    await start()
    const { key } = JSON.parse((await launch(tokenOf(server.address()))).text) as { key: string }
    const answer = await ask('/api/status', { 'x-paravent-page': key, ...headers })
    expect([answer.status, answer.text]).toEqual([403, '{"error":{"code":"request.forbidden_origin","facts":{}}}'])
    expect((await ask('/media/some-token', headers)).status).toBe(403)
  })

  test('puts its script before every other of the page, and changes nothing else', async () => {
    await start()
    const { text } = await ask('/')
    expect(text).toBe('<!doctype html><html><head><script src="/preview/launch.js"></script><script src="/app.js"></script></head></html>')
    expect((await ask('/preview/launch.js')).text).toContain('X-Paravent-Page')
  })

  test('listens on the loopback address alone', async () => {
    await start()
    expect(server.host).toMatch(/^127\.0\.0\.1:\d+$/)
  })
})
