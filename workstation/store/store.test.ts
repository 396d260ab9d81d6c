import { createHash } from 'node:crypto'
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '../../contract/error.ts'
import { readMigrations } from './migrate.ts'
import { openDatabase } from './open-database.ts'
import { openStore, type Store } from './store.ts'

const MIGRATIONS = 'workstation/store/migrations'
const KEY = new Uint8Array(32).fill(7)

let folder = ''
let file = ''
let opened: Store[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paravent-store-'))
  file = join(folder, 'paravent.db')
  opened = []
})
afterEach(() => {
  for (const store of opened) store.close()
  rmSync(folder, { recursive: true, force: true })
})

function open(migrations = MIGRATIONS, key = KEY): Store {
  const store = openStore({ file, key, migrations })
  opened.push(store)
  return store
}

function close(store: Store): void {
  store.close()
  opened = opened.filter((it) => it !== store)
}

/** Every file that holds anything, by a digest. */
const filesOf = (): string[] =>
  readdirSync(folder)
    .filter((name) => /\.db(-wal)?$/.test(name) && statSync(join(folder, name)).size > 0)
    .sort()
    .map((name) => `${name} ${createHash('sha256').update(readFileSync(join(folder, name))).digest('hex')}`)

const meta = (store: Store): string[] => store.db.prepare<[], { key: string }>('select key from meta order by key').all().map(({ key }) => key)
const put = (store: Store, key: string, value = ''): unknown => store.db.prepare('insert into meta values (?, ?)').run(key, value)

describe('the database on disk', () => {
  test('bears nothing readable: not its header, not its log, not what was written', () => {
    const store = open()
    put(store, 'canary-lighthouse', 'canary-lighthouse'.repeat(1000))
    const header = readFileSync(file).subarray(0, 16)
    expect(header.toString('latin1')).not.toContain('SQLite')
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes('canary'), name).toBe(false)
    expect(readdirSync(folder)).toContain('paravent.db-wal')
  })

  test('is opened so that a commit survives a power cut and a sort stays in memory', () => {
    const { db } = open()
    const setting = (name: string): unknown => db.pragma(name, { simple: true })
    expect([setting('journal_mode'), setting('synchronous'), setting('temp_store'), setting('foreign_keys'), setting('secure_delete')]).toEqual(['wal', 2, 2, 1, 1])
  })

  test('a wrong key is refused and not a byte changes, not even of a log that a crash left', () => {
    const store = open()
    put(store, 'kept')
    const names = ['paravent.db', 'paravent.db-wal']
    for (const name of names) copyFileSync(join(folder, name), join(folder, `crashed-${name}`))
    close(store)
    for (const name of names) renameSync(join(folder, `crashed-${name}`), join(folder, name))
    const before = filesOf()
    expect(() => open(MIGRATIONS, new Uint8Array(32).fill(8))).toThrow('profile.damaged')
    expect(filesOf()).toEqual(before)
    expect(meta(open())).toEqual(['kept'])
  })

  test('a broken page is told as damage', () => {
    close(open())
    const bytes = readFileSync(file)
    bytes[200] = (bytes[200] ?? 0) ^ 1
    writeFileSync(file, bytes)
    expect(() => open()).toThrow('profile.damaged')
  })
})

describe('migrations', () => {
  test('each leads on from the one before, step by step, to the newest version', () => {
    const all = readMigrations(MIGRATIONS)
    const steps = join(folder, 'steps')
    for (const { name, version } of all) {
      cpSync(join(MIGRATIONS, name), join(steps, name))
      const store = open(steps)
      expect(store.schemaVersion).toBe(version)
      expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(store.db.pragma('foreign_key_check')).toEqual([])
      close(store)
    }
  })

  test('one that fails leaves the database at the version before', () => {
    const steps = join(folder, 'steps')
    cpSync(MIGRATIONS, steps, { recursive: true })
    const next = readMigrations(MIGRATIONS).length + 1
    writeFileSync(join(steps, `${String(next).padStart(4, '0')}_broken.sql`), 'create table half (a text); create table half (a text);')
    expect(() => open(steps)).toThrow(/half/)
    const store = open()
    expect(store.schemaVersion).toBe(next - 1)
    expect(store.db.prepare(`select count(*) as n from sqlite_schema where name = 'half'`).get()).toEqual({ n: 0 })
  })

  test('a gap in the numbers is a bug', () => {
    writeFileSync(join(folder, '0002_second.sql'), '')
    expect(() => readMigrations(folder)).toThrow(/0002_second/)
  })

  test('a database from a newer version is refused by name and not a byte changes', () => {
    const store = open()
    store.db.pragma('user_version = 99')
    close(store)
    const before = filesOf()
    const refusal = (): AppError => {
      try {
        open()
      } catch (error) {
        if (error instanceof AppError) return error
      }
      throw new Error('was not refused')
    }
    expect(refusal()).toMatchObject({ code: 'profile.newer_version', facts: { found: 99, known: readMigrations(MIGRATIONS).length } })
    expect(filesOf()).toEqual(before)
  })
})

describe('transactions', () => {
  test('a failure inside, caught outside, leaves no trace and no effect', () => {
    const store = open()
    const told: string[] = []
    store.transaction(() => {
      put(store, 'outer')
      store.afterCommit(() => told.push('outer'))
      expect(() =>
        store.transaction(() => {
          put(store, 'inner')
          store.afterCommit(() => told.push('inner'))
          throw new Error('no')
        }),
      ).toThrow('no')
      expect(told).toEqual([])
    })
    expect(meta(store)).toEqual(['outer'])
    expect(told).toEqual(['outer'])
  })

  test('a rolled back transaction has no effect after it, and the next one is its own', () => {
    const store = open()
    const told: string[] = []
    const failing = (): void =>
      store.transaction(() => {
        put(store, 'never')
        store.afterCommit(() => told.push('never'))
        throw new Error('no')
      })
    expect(failing).toThrow('no')
    store.transaction(() => put(store, 'next'))
    expect(meta(store)).toEqual(['next'])
    expect(told).toEqual([])
  })

  test('work that answers a promise is refused, for it would go on outside', () => {
    const store = open()
    expect(() => store.transaction(async () => put(store, 'late'))).toThrow(/synchronous/)
    expect(meta(store)).toEqual([])
  })

  test('only what can be computed anew is committed without waiting for the disk, and never what must last inside it', () => {
    const store = open()
    const syncs: Record<string, unknown> = {}
    const note = (when: string): void => void (syncs[when] = store.db.pragma('synchronous', { simple: true }))
    store.transaction(() => {
      store.recomputable(() => put(store, 'a part of what lasts'))
      note('lasting')
    })
    store.recomputable(() => {
      put(store, 'computed')
      note('computed')
      store.afterCommit(() => note('after its commit'))
    })
    expect(() => store.recomputable(() => store.transaction(() => put(store, 'lost')))).toThrow('must last')
    note('after a failure')
    expect(syncs).toEqual({ lasting: 2, computed: 1, 'after its commit': 2, 'after a failure': 2 })
    expect(meta(store)).toEqual(['a part of what lasts', 'computed'])
  })

  test('a full disk is told as such and leaves what was before, at every place where it may come', () => {
    const store = open()
    put(store, 'before')
    store.db.exec('vacuum') // what the migrations left free would be room too
    const pages = Number(store.db.pragma('page_count', { simple: true }))
    for (let room = 0; room <= 4; room += 1) {
      store.db.pragma(`max_page_count = ${pages + room}`)
      const fill = (): void =>
        store.transaction(() => {
          store.transaction(() => put(store, 'small'))
          store.transaction(() => put(store, 'large', 'x'.repeat(6 * 4096)))
        })
      expect(fill, `room for ${room} pages`).toThrow('disk.full')
      expect(meta(store)).toEqual(['before'])
    }
    store.db.pragma('max_page_count = 1000000')
    store.transaction(() => put(store, 'after'))
    expect(meta(store)).toEqual(['after', 'before'])
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
  })

  test('another connection with the access that a worker is given reads what was committed', () => {
    const store = open()
    store.transaction(() => put(store, 'seen'))
    const other = openDatabase(store.access(), { readonly: true })
    expect(other.prepare('select key from meta').all()).toEqual([{ key: 'seen' }])
    expect(() => other.prepare('delete from meta').run()).toThrow(Database.SqliteError)
    other.close()
  })
})
