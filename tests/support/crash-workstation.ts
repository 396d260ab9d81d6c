import { once } from 'node:events'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { makeZip } from './make-zip.ts'
import { importList, succeed, takeIn } from './reporting.ts'
import { openTestWorkstation } from './workstation.ts'

/**
 * A workstation to be killed: takes files in, decides on them, withdraws, imports lists and talks to the hub for as long as it lives, over the API, and
 * says on stdout what was acknowledged, a line each. `node crash-workstation.ts PROFILE ROUND`. It loads everything, then waits for a word on stdin.
 */
const [profile = '', round = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
const clock = { now: () => new Date().toISOString(), monotonic: () => performance.now() }
const t = openTestWorkstation({ profile, fetch, ports: { deviceSecret: fileDeviceSecret(profile), clock } })
const tell = (...words: string[]): void => void process.stdout.write(`${words.join(' ')}\n`)

await t.signIn('amelie')
tell('ready')

const bytesOf = (n: number, part: number): Buffer => Buffer.from(`file ${round} ${n} ${part} `.repeat(3000 * part))

async function importOne(n: number): Promise<void> {
  const rows = Array.from({ length: 400 }, (_, i) => `md5,${Buffer.from(`${round} ${n} ${i}`).toString('hex').padEnd(32, '0').slice(0, 32)},A,ref-${i},,`)
  const listId = await importList(t, { name: `list ${round} ${n}`, trust: 'verified', rows, mayShare: true })
  tell('listed', listId, String(rows.length))
}

for (let n = 0; ; n += 1) {
  const inside = [1, 2, 3].map((part) => ({ name: `${n}-${part}.bin`, content: bytesOf(n, part) }))
  const { itemIds } = await takeIn(t, [...[4, 5].map((part) => ({ name: `${n}-${part}.bin`, bytes: bytesOf(n, part) }))], { text: `report ${round} ${n}`, urls: [`https://example.org/${round}/${n}`] })
  tell('taken', ...itemIds)
  // A kill meets an archive as it is unpacked and a list as it is read, while files are analysed, decided and sent.
  const besides = [takeIn(t, [{ name: 'album.zip', bytes: makeZip(inside) }]).then((taken) => tell('taken', ...taken.itemIds))]
  if (n % 3 === 1) besides.push(importOne(n))
  for (const itemId of itemIds) {
    const { decision } = await succeed<{ decision: { id: string } }>(t, 'POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal', reason: `because ${n}` })
    tell('decided', decision.id)
    if (n % 3 !== 0) continue
    await succeed(t, 'POST', `/api/decisions/${decision.id}/withdraw`)
    tell('withdrawn', decision.id)
  }
  await Promise.all(besides)
}
