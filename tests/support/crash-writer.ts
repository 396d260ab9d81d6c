import { join } from 'node:path'
import { openStore } from '../../workstation/store/store.ts'
import { openVault } from '../../workstation/vault/vault.ts'

/**
 * A process to be killed: writes pairs of rows and sealed files for as long as it lives, and says on stdout what it has
 * acknowledged, a line each. `node crash-writer.ts FOLDER MIGRATIONS FIRST`
 */
const [folder = '', migrations = '', first = '0'] = process.argv.slice(2)
const key = new Uint8Array(32).fill(5)
const store = openStore({ file: join(folder, 'paravent.db'), key, migrations })
const vault = openVault({ dir: join(folder, 'vault'), key })
const insert = store.db.prepare('insert into meta (key, value) values (?, ?)')

async function* bytes(seed: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < 4; i += 1) yield new Uint8Array(40_000).fill((seed + i) & 255)
  yield Buffer.from(String(seed))
}

for (let n = Number(first); ; n += 1) {
  const { sha256 } = await vault.seal(bytes(n))
  store.transaction(() => {
    insert.run(`${n} first`, sha256)
    insert.run(`${n} second`, 'x'.repeat((n * 977) % 20_000))
  })
  process.stdout.write(`${n} ${sha256}\n`)
}
