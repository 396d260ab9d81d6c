import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { rounds, tellMeasured } from '../../tests/support/rounds.ts'
import { openVault } from '../vault/vault.ts'
import { openStore } from './store.ts'

const MIGRATIONS = resolve('workstation/store/migrations')
const KEY = new Uint8Array(32).fill(5)
const KILLS = rounds('STORE_KILLS', 10)
/** Every row ever written is looked for after each kill: a new folder from time to time. */
const KILLS_A_FOLDER = 20

/** Runs the writer until it is killed after so many milliseconds of writing. @returns what it acknowledged */
function writeUntilKilled(folder: string, first: number, milliseconds: number): Promise<string[]> {
  const child = spawn(process.execPath, [resolve('tests/support/crash-writer.ts'), folder, MIGRATIONS, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (told === '') setTimeout(() => child.kill('SIGKILL'), milliseconds)
    told += text
  })
  return new Promise((done) => child.on('close', () => done(told.split('\n').slice(0, -1))))
}

test(`killed ${KILLS} times at any moment, the database is whole, holds all that was acknowledged and nothing by halves`, async () => {
  let total = 0
  for (let kills = 0; kills < KILLS; kills += KILLS_A_FOLDER) total += await killAgainAndAgain(Math.min(KILLS_A_FOLDER, KILLS - kills))
  expect(total).toBeGreaterThan(KILLS)
  tellMeasured(`${KILLS} kills of the store amid ${total} acknowledged writes: whole each time, 0 lost, 0 by halves`)
}, 7_200_000)

/** @returns how many writes were acknowledged */
async function killAgainAndAgain(kills: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'paravent-crash-'))
  const acknowledged: string[] = []
  for (let kill = 0; kill < kills; kill += 1) {
    acknowledged.push(...(await writeUntilKilled(folder, kill * 100_000, (kill % 15) * 3 + Math.random() * 10)))
    const store = openStore({ file: join(folder, 'paravent.db'), key: KEY, migrations: MIGRATIONS })
    const vault = openVault({ dir: join(folder, 'vault'), key: KEY })
    expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok')
    const keys = new Map(store.db.prepare<[], { key: string; value: string }>('select key, value from meta').all().map(({ key, value }) => [key, value]))
    for (const line of acknowledged) {
      const [n = '', sha256 = ''] = line.split(' ')
      expect([keys.get(`${n} first`), keys.has(`${n} second`)], line).toEqual([sha256, true])
    }
    expect([...keys.keys()].filter((key) => key.endsWith('first'))).toHaveLength(keys.size / 2)
    for (const [key, sha256] of keys) if (key.endsWith('first')) expect(await vault.bytes(sha256)).toBeGreaterThan(160_000)
    expect(readdirSync(join(folder, 'vault', 'incoming'))).toEqual([])
    store.close()
  }
  rmSync(folder, { recursive: true })
  return acknowledged.length
}
