import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { v7 } from 'uuid'
import { expect, test } from 'vitest'
import { openStore } from '../store/store.ts'
import { createHashListStore } from './hashlists.store.ts'
import { isLeft } from './list-place.ts'

test('only what a list’s row points to stays in the folder, with what others keep beside it', () => {
  const [id, other] = [v7(), v7()]
  const current = [{ id, revision: 'b' }]
  const names = [`${id}.b.db`, `${id}.index`, `${id}.a.db`, `${id}.a.db-wal`, `${other}.b.db`, `${other}.index`, 'notes.txt']
  expect(names.filter(name => !isLeft(name, current))).toEqual([`${id}.b.db`, `${id}.index`])
})

test('a list from before lists had files is told as one to import again, and all media are matched anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-lists-'))
  const migrations = resolve('workstation/store/migrations')
  const older = join(folder, 'migrations')
  for (const name of ['0001_the_house.sql', '0002_keys.sql']) cpSync(join(migrations, name), join(older, name))
  const access = { file: join(folder, 'paravent.db'), key: new Uint8Array(32).fill(1) }
  const before = openStore({ ...access, migrations: older })
  before.db.exec(`insert into hash_list (id, name, origin, trust, meaning, format, version, imported_at, state, entries)
    values ('l', 'known', '', 'verified', '{}', 'csv', 'v', '2026-01-01T00:00:00.000Z', 'ready', 1);
    insert into hash_entry (list_id, algorithm, value, classification, source_reference) values ('l', 'md5', 'd41d8cd98f00b204e9800998ecf8427e', 'A', '')`)
  before.close()
  const store = openStore({ ...access, migrations })
  expect(createHashListStore(store.db).list('l')).toMatchObject({ name: 'known', state: 'failed', failure: 'list.import_again', entries: 0, revision: null })
  expect(store.db.prepare('select list_id, after from rematch').all()).toEqual([{ list_id: null, after: '' }])
  store.close()
  rmSync(folder, { recursive: true })
})
