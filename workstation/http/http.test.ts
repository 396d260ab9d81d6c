import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API, CHUNK_LIMIT, type Call } from '../../contract/api.ts'
import { featureRoutes } from './feature-routes.ts'
import { callOf } from './permissions.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../../tests/support/workstation.ts'

const UNKNOWN_ID = '01a203a2-0000-7000-8000-000000000000'
const calls = Object.entries(API) as [Call, (typeof API)[Call]][]
const pathOf = (path: string): string => path.replaceAll(/:[a-z]+/gi, UNKNOWN_ID)

let t: TestWorkstation
let ui = ''
beforeAll(async () => {
  ui = mkdtempSync(join(tmpdir(), 'paravent-ui-'))
  mkdirSync(join(ui, 'page', 'assets'), { recursive: true })
  writeFileSync(join(ui, 'page', 'index.html'), '<!doctype html>')
  writeFileSync(join(ui, 'page', 'assets', 'app.js'), 'export {}')
  writeFileSync(join(ui, 'page', '.secret.json'), '{}')
  writeFileSync(join(ui, 'page', 'notes.sqlite'), 'x')
  writeFileSync(join(ui, 'outside.json'), '{}')
  t = openTestWorkstation()
  const { ports } = t
  await t.close()
  t = openTestWorkstation({ ports: { paths: { ...ports.paths, profile: join(ui, 'profile'), ui: join(ui, 'page') } } })
  await t.setUp('amelie', 'analyst')
  await t.addPerson('sophie', 'supervisor')
  await t.addPerson('ada', 'administrator')
})
afterAll(async () => {
  await t.close()
  rmSync(ui, { recursive: true, force: true })
})

const fetchAs = (path: string, init?: RequestInit): Promise<Response> => t.workstation.fetch(new Request(`http://workstation${path}`, init))
const codeOf = async (response: Promise<Response>): Promise<string> => ((await (await response).json()) as { error: { code: string } }).error.code

describe('every answer', () => {
  test('forbids storing, framing, sniffing and foreign sources, whatever it is', async () => {
    const answers = [
      await fetchAs('/'),
      await fetchAs('/assets/app.js'),
      await fetchAs('/nothing'),
      await fetchAs('/api/status'),
      await fetchAs('/api/nothing'),
      await fetchAs('/api/queue'),
      await fetchAs('/media/unknown'),
      await t.request('/api/events'),
      await fetchAs('/api/sign-in', { method: 'POST', body: '{' }),
    ]
    for (const answer of answers) {
      const { headers } = answer
      expect(headers.get('Cache-Control'), answer.url).toBe('no-store')
      expect(headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/)
      expect(headers.get('Content-Security-Policy')).not.toMatch(/unsafe|\*|data:|blob:/)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      for (const name of ['Cross-Origin-Opener-Policy', 'Cross-Origin-Resource-Policy']) expect(headers.get(name)).toBe('same-origin')
      expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp')
      expect(headers.get('Permissions-Policy')).toContain('camera=()')
      expect(headers.get('Set-Cookie')).toBeNull()
      await answer.body?.cancel()
    }
  })
})

describe('the table of calls', () => {
  test('is what the workstation serves: each entry has its handler', async () => {
    for (const [call, [method, path, who]] of calls) {
      if (call === 'lock' || call === 'signOut') continue
      const answer = await t.request(pathOf(path), { method, ...(method === 'GET' ? {} : { body: '{}' }) })
      const body = answer.headers.get('Content-Type')?.includes('json') && !answer.headers.get('Content-Type')?.includes('ndjson') ? await answer.text() : ''
      await answer.body?.cancel().catch(() => undefined)
      expect(body, `${call} (${who})`).not.toContain('request.not_found')
      expect(answer.status, call).not.toBe(500)
    }
  })

  test('names everything that a feature would serve', () => {
    const served = featureRoutes(() => {
      throw new Error('nobody is asked')
    }).flatMap(({ routes }) => routes.map(({ method, path }) => `${method} ${path}`))
    expect(served.length).toBeGreaterThan(20)
    for (const route of served) expect(calls.map(([, [method, path]]) => `${method} ${path}`)).toContain(route)
  })

  test('finds the call of a path, written segments before parameters', () => {
    for (const [call, [method, path]] of calls) expect(callOf(method, pathOf(path)), path).toBe(call)
    expect(callOf('GET', '/api/queue/next')).toBe('next')
    expect(callOf('GET', '/api/items/')).toBeNull()
  })

  test('lets each role do what its line says, and nobody without a token', async () => {
    const people = { analyst: 'amelie', supervisor: 'sophie', administrator: 'ada' } as const
    const allowed = { open: [...Object.keys(people), 'nobody'], analyst: Object.keys(people), judge: ['analyst', 'supervisor'], supervisor: ['supervisor'], administrator: ['administrator'] }
    for (const [role, login] of Object.entries(people)) {
      await t.signIn(login)
      for (const [call, [method, path, who]] of calls) {
        if (who === 'open' || call === 'lock' || call === 'signOut') continue
        const forbidden = (await t.request(pathOf(path), { method, ...(method === 'GET' ? {} : { body: '{' }) })).status === 403
        expect(forbidden, `${role}: ${call}`).toBe(!allowed[who].includes(role))
      }
    }
    for (const [call, [method, path, who]] of calls) {
      const answer = await fetchAs(pathOf(path), { method, ...(method === 'GET' ? {} : { body: '{' }) })
      expect(answer.status === 401, `nobody: ${call}`).toBe(who !== 'open')
    }
  })

  test('holds for every method and path: what it does not name is not there', async () => {
    for (const [method, path] of [['POST', '/api/status'], ['DELETE', '/api/queue'], ['PATCH', '/api/settings'], ['GET', '/api/queue/'], ['GET', '/api//queue'], ['OPTIONS', '/api/queue'], ['GET', '/API/queue']]) {
      expect(await codeOf(t.request(path ?? '', { method: method ?? '' })), `${method} ${path}`).toBe('request.not_found')
    }
  })

  test('takes no token that only resembles one', async () => {
    const token = t.token ?? ''
    for (const header of [token, `bearer ${token}`, `Bearer ${token}x`, `Bearer ${token.slice(1)}`, `Bearer ${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, 'Bearer ', 'Basic Og==']) {
      expect(await codeOf(fetchAs('/api/settings', { headers: { Authorization: header } })), header).toBe('session.required')
    }
  })
})

describe('what comes in', () => {
  test('is checked at the edge and the wrong field named', async () => {
    await t.signIn('amelie')
    const settings = (await t.call('GET', '/api/settings')).body
    const { status, body } = await t.call('PUT', '/api/settings', { ...settings, autoCoverSeconds: 600 })
    expect([status, body.error]).toEqual([400, { code: 'request.invalid', facts: { path: 'autoCoverSeconds' } }])
    expect(await codeOf(t.request('/api/settings', { method: 'PUT', body: 'nonsense' }))).toBe('request.invalid')
    expect((await t.call('GET', '/api/settings')).body).toEqual(settings)
  })

  test('is refused when it is too large, also without a length', async () => {
    const large = new Uint8Array(CHUNK_LIMIT + 1)
    const chunk = { method: 'PUT', headers: { 'X-Offset': '0', 'X-Digest': '0'.repeat(64) } }
    expect(await codeOf(t.request(`/api/uploads/${UNKNOWN_ID}`, { ...chunk, body: large }))).toBe('request.too_large')
    const stream = new Blob([new Uint8Array(5 * CHUNK_LIMIT)]).stream()
    expect(await codeOf(t.request('/api/settings', { method: 'PUT', body: stream, duplex: 'half' } as RequestInit))).toBe('request.too_large')
  })
})

describe("the page's files", () => {
  test('come with their types', async () => {
    const page = await fetchAs('/')
    expect([page.status, page.headers.get('Content-Type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', '<!doctype html>'])
    expect((await fetchAs('/assets/app.js')).headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
  })

  test('are all there is: no other folder, no hidden file, no other type, no listing', async () => {
    const paths = ['/../outside.json', '/%2e%2e/outside.json', '/assets/..%2f..%2foutside.json', '/assets/..%5c..%5coutside.json', '//etc/passwd', '/.secret.json', '/notes.sqlite', '/assets', '/assets/', '/%00.js', '/%', '/index.html/x', '/profile/slots.json']
    for (const path of paths) expect(await codeOf(fetchAs(path)), path).toBe('request.not_found')
    expect((await fetchAs('/index.html', { method: 'POST' })).status).toBe(404)
  })
})

test('the passphrase of a person is never told, not even wrongly typed, by a bug', async () => {
  const told: string[] = []
  const write = process.stderr.write
  process.stderr.write = (text) => told.push(String(text)) > 0
  try {
    await t.call('POST', '/api/sign-in', { slotId: UNKNOWN_ID, passphrase: PASSPHRASE })
  } finally {
    process.stderr.write = write
  }
  expect(told.join()).not.toContain(PASSPHRASE)
})
