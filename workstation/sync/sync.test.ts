import Database from 'better-sqlite3'
import { afterEach, expect, test, vi } from 'vitest'
import { openTestWorkstation, PASSPHRASE } from '../../tests/support/workstation.ts'

afterEach(() => vi.restoreAllMocks())

test.each([
  ['no room', 'SQLITE_FULL', 'disk.full'],
  ['a page that cannot be read', 'SQLITE_IOERR_READ', 'disk.unreadable'],
  ['a page that is not what was written', 'SQLITE_CORRUPT_VTAB', 'profile.damaged'],
])('%s, met between two transactions of a round, is told by its code and is no bug; the next round goes on', async (_what, met, told) => {
  const t = openTestWorkstation()
  await t.setUp('amelie')
  const { sync, audit } = await t.workstation.unlock('amelie', PASSPHRASE)
  await sync.now()
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const unsent = vi.spyOn(audit.outbox, 'unsent').mockImplementation(() => {
    throw new Database.SqliteError('what SQLite says', met)
  })
  expect(await sync.now()).toMatchObject({ state: 'offline', problem: told })
  expect(stderr.mock.calls).toEqual([])
  unsent.mockRestore()
  expect(await sync.now()).toMatchObject({ state: 'sent', problem: null })
  await t.close()
})
