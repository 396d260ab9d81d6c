import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { SYMMETRIES } from '../../contract/words.ts'
import { unpackViews } from '../../native/index.ts'
import { createFingerprintReader } from '../matching/fingerprints.store.ts'
import { migrate, readMigrations } from '../store/migrate.ts'

test('what was analysed before there were views keeps its eight symmetries, and what had none has none', () => {
  const migrations = readMigrations('workstation/store/migrations')
  const db = new Database(':memory:')
  migrate(db, migrations.slice(0, 2))
  const hashes = SYMMETRIES.map((_, i) => `${i}f`.repeat(32))
  const media = db.prepare(`insert into media (sha256, bytes, here, created_at) values (?, 1, 1, '2026-11-22T10:00:00.000Z')`)
  const analysis = db.prepare(`insert into analysis (sha256, state, kind, pdq, quality, symmetries) values (?, 'ready', 'image', ?, ?, ?)`)
  for (const sha256 of ['a', 'b']) media.run(sha256)
  analysis.run('a', hashes[0], 87, JSON.stringify(hashes))
  analysis.run('b', null, null, null)
  migrate(db, migrations)
  const reader = createFingerprintReader(db)
  expect(unpackViews(reader.ofMedia('a')?.views ?? new Uint8Array())).toEqual(SYMMETRIES.map((view, i) => ({ view, pdq: hashes[i], quality: 87 })))
  expect(reader.ofMedia('b')?.views).toBeNull()
})
