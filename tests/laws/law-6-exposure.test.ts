import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Reveal } from '../../contract/api.ts'
import { EventContent } from '../../contract/event.ts'
import * as hubProtocol from '../../contract/hub.ts'
import { drawn, madeVideo } from '../support/made-media.ts'
import { canRun } from '../support/programs.ts'
import { succeed, takeIn, whenAnalysed } from '../support/reporting.ts'
import { openTestWorkstation, PASSPHRASE, type TestWorkstation } from '../support/workstation.ts'

/**
 * Law 6: what the exposure ledger holds is the analyst's own. The log and the hub know that an item was opened and on which basis it was decided;
 * not on which rung it was looked at, how often nor for how long.
 */

/** No key that goes to the hub, lies in the log or is a column of the database may have one of these in it. */
const FORBIDDEN = /rung|reveal|uncover|expos|seconds|duration|dwell|elapsed|visible|shown|blur|sigma|manner|toggle|hold|play|pointer|gaze|megapixel|sound|ledger/i
const FORBIDDEN_VALUES = new Set(['full', 'play', 'hold', 'toggle', 'covered', 'sketch', 'lens'])

/** Names of all fields of a JSON value, also of JSON that is written out in it. */
function keysOf(value: unknown): string[] {
  if (typeof value === 'string') return /^[{[]/.test(value) ? keysOf(parsed(value)) : []
  if (value === null || typeof value !== 'object') return []
  const inner = Object.values(value).flatMap(keysOf)
  return Array.isArray(value) ? inner : [...Object.keys(value), ...inner]
}

function valuesOf(value: unknown): string[] {
  if (typeof value === 'string') return /^[{[]/.test(value) ? valuesOf(parsed(value)) : [value]
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(valuesOf)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null // A sentence that begins like JSON has no fields.
  }
}

/** What a session left that is not the analyst's alone. */
interface Traces {
  /** Each request to the hub: method, path, names of headers, body. */
  traffic: { line: string; headers: string[]; body: string }[]
  log: string[]
  /** By table, its rows as JSON. */
  database: Record<string, string[]>
  columns: string[]
  printed: string
  secrets: string[]
}

interface Look {
  manner: 'hold' | 'toggle'
  seconds: number
  times: number
}

/** A whole session on the same two files that takes the same minutes, with other looks in it. */
async function session(look: Look): Promise<Traces> {
  const traffic: Traces['traffic'] = []
  const t: TestWorkstation = openTestWorkstation({
    analyzer: 'real',
    fetch: async (input, init) => {
      const request = new Request(input, init)
      traffic.push({ line: `${request.method} ${new URL(request.url).pathname}`, headers: [...request.headers.keys()], body: await request.clone().text() })
      return t.stub.fetch(request)
    },
    hubUrl: 'http://hub.test',
  })
  const printed = capturePrinted()
  try {
    await t.setUp()
    const secrets = await work(t, look)
    await succeed(t, 'POST', '/api/sync')
    const { store } = await t.workstation.unlock('amelie', PASSPHRASE)
    const tables = store.db.prepare<[], { name: string }>(`select name from sqlite_master where type = 'table' and name not like 'item_text%'`).all()
    const rows = (name: string): string[] => store.db.prepare<[], Record<string, unknown>>(`select * from ${name}`).all().map((row) => JSON.stringify(row))
    const columns = tables.flatMap(({ name }) => store.db.prepare<[], { name: string }>(`select name from pragma_table_info('${name}')`).all().map((column) => `${name}.${column.name}`))
    const log = store.db.prepare<[], { bytes: string }>('select bytes from event order by sequence').all().map(({ bytes }) => bytes)
    return { traffic, log, database: Object.fromEntries(tables.map(({ name }) => [name, rows(name)])), columns, printed: printed.end(), secrets }
  } finally {
    printed.end()
    await t.close()
  }
}

const WHOLE_SECONDS = 120

async function work(t: TestWorkstation, look: Look): Promise<string[]> {
  const secrets: string[] = []
  const files = [{ name: 'one.png', bytes: await drawn(320, 240, 1).png().toBuffer() }]
  if (canRun('ffmpeg')) files.push({ name: 'clip.mp4', bytes: Buffer.from(await madeVideo('a.mp4', ['testsrc2=s=160x120:r=5:d=2'], ['-pix_fmt', 'yuv420p'])) })
  const { itemIds } = await takeIn(t, files)
  await whenAnalysed(t)
  for (const [i, { name, bytes }] of files.entries()) {
    await succeed(t, 'GET', `/api/items/${itemIds[i]}`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    for (let time = 0; time < look.times; time += 1) {
      const ask = { sha256, rung: name.endsWith('mp4') ? 'play' : 'full', manner: look.manner }
      const { revealId, url } = await succeed<Reveal>(t, 'POST', `/api/items/${itemIds[i]}/reveals`, ask)
      await (await t.request(url)).arrayBuffer()
      t.pass(look.seconds * 1000)
      await succeed(t, 'POST', `/api/reveals/${revealId}/end`)
      secrets.push(revealId, url.replace('/media/', ''))
    }
    t.pass((WHOLE_SECONDS - look.seconds * look.times) * 1000)
    await succeed(t, 'POST', `/api/items/${itemIds[i]}/decisions`, { outcome: 'not_illegal', reason: 'a drawing' })
  }
  return secrets
}

/** What is printed meanwhile, on both streams, is kept. */
function capturePrinted(): { end(): string } {
  let text = ''
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }))
  for (const { stream } of streams) stream.write = (piece: string | Uint8Array) => ((text += Buffer.from(piece as string).toString()), true)
  return {
    end() {
      for (const { stream, write } of streams) stream.write = write
      return text
    },
  }
}

/** Ids, digests and the moments of the run by the order in which they first appear: two runs of the same acts read alike. */
function withoutNames(texts: string[]): string[] {
  const names = new Map<string, string>()
  const nameOf = (found: string): string => names.get(found) ?? names.set(found, `name-${names.size}`).get(found)!
  return texts.map((text) => text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=|\b20\d\d-\d{5}\b/g, nameOf))
}

let glance: Traces
let stare: Traces
beforeAll(async () => {
  glance = await session({ manner: 'hold', seconds: 1, times: 1 })
  stare = await session({ manner: 'toggle', seconds: 9, times: 3 })
}, 90_000)

describe('of a session with reveals', () => {
  test('the hub and the log learn that items were opened and decided on what was viewed, and nothing more', () => {
    for (const { log } of [glance, stare]) {
      const events = log.map((bytes) => EventContent.parse(JSON.parse(bytes)))
      const decisions = events.filter(({ type }) => type === 'decision.made')
      expect(decisions.length).toBe(canRun('ffmpeg') ? 2 : 1)
      for (const { payload } of decisions) expect(payload).toMatchObject({ basis: 'viewed' })
      expect(events.filter(({ type }) => type === 'item.opened')).toHaveLength(decisions.length)
    }
  })

  test('no field and no value in traffic, log or print tells of a look', () => {
    for (const { traffic, log, printed, secrets } of [glance, stare]) {
      expect(traffic.length).toBeGreaterThan(2)
      const sent = [...traffic.map(({ body }) => body), ...log]
      expect(keysOf(sent).length).toBeGreaterThan(100)
      expect(keysOf(sent).filter((key) => FORBIDDEN.test(key))).toEqual([])
      expect(traffic.flatMap(({ headers, line }) => [...headers, line]).filter((name) => FORBIDDEN.test(name))).toEqual([])
      expect(valuesOf(sent).filter((value) => FORBIDDEN_VALUES.has(value))).toEqual([])
      for (const secret of secrets) expect([...sent, printed].some((text) => text.includes(secret))).toBe(false)
      expect(printed).toBe('')
    }
  })

  test('one glance and three long looks leave the same log and the same traffic, word for word', () => {
    expect(withoutNames(stare.log)).toEqual(withoutNames(glance.log))
    const pushed = ({ traffic }: Traces): string[] => traffic.flatMap(({ line, body }) => (line === 'POST /v1/events' ? (JSON.parse(body) as { events: { bytes: string }[] }).events.map(({ bytes }) => bytes) : []))
    expect(withoutNames(pushed(stare))).toEqual(withoutNames(pushed(glance)))
    const kinds = ({ traffic }: Traces): string[] => [...new Set(traffic.map(({ line, headers }) => `${line} ${headers.sort().join()}`))].sort()
    expect(kinds(stare)).toEqual(kinds(glance))
  })

  test('and the same database: it holds no more than that an item was viewed', () => {
    expect(Object.keys(stare.database)).toEqual(Object.keys(glance.database))
    for (const [table, rows] of Object.entries(glance.database)) {
      if (table === 'event') continue // its hashes are chained; the log is compared above
      expect(withoutNames(stare.database[table]!).sort(), table).toEqual(withoutNames(rows).sort())
    }
    // Of the material, not of looking at it.
    const facts = ['analysis.duration_seconds', 'analysis.has_sound', 'frame.seconds', 'derivative.seconds', 'match.frame_seconds']
    expect(glance.columns.filter((column) => FORBIDDEN.test(column) && !facts.includes(column))).toEqual([])
    expect(glance.columns.filter((column) => column.startsWith('viewed.'))).toEqual(['viewed.item_id', 'viewed.person_id'])
  })
})

test('no schema of what is sent or logged has a field for it', () => {
  const fieldsOf = (schema: z.ZodType): string[] => {
    const names: string[] = []
    JSON.stringify(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }), (key, value: unknown) => {
      if (key === 'properties') names.push(...Object.keys(value as object))
      return value
    })
    return names
  }
  const schemas = Object.entries({ ...hubProtocol, EventContent }).flatMap(([name, schema]) => (schema instanceof z.ZodType ? [{ name, schema: schema as z.ZodType }] : []))
  expect(schemas.length).toBeGreaterThan(8)
  for (const { name, schema } of schemas) expect(fieldsOf(schema).filter((field) => FORBIDDEN.test(field)), name).toEqual([])
  expect(fieldsOf(EventContent)).toContain('basis')
})
