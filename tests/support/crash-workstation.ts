import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { makeZip } from './make-zip.ts'
import { succeed, takeIn } from './reporting.ts'
import { openTestWorkstation } from './workstation.ts'

/**
 * A workstation to be killed: takes files in, decides on them and withdraws for as long as it lives, over the API, and says on stdout what was
 * acknowledged, a line each. `node crash-workstation.ts PROFILE ROUND`; round 0 sets the profile up.
 */
const [profile = '', round = '0'] = process.argv.slice(2)
const t = openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
const tell = (...words: string[]): void => void process.stdout.write(`${words.join(' ')}\n`)

if (round === '0') await t.setUp('amelie')
else {
  t.stub.trouble = 'unreachable'
  await t.signIn('amelie')
}
tell('ready')

const bytesOf = (n: number, part: number): Buffer => Buffer.from(`file ${round} ${n} ${part} `.repeat(3000 * part))
for (let n = 0; ; n += 1) {
  const inside = [1, 2, 3].map((part) => ({ name: `${n}-${part}.bin`, content: bytesOf(n, part) }))
  const { itemIds } = await takeIn(t, [...[4, 5].map((part) => ({ name: `${n}-${part}.bin`, bytes: bytesOf(n, part) }))], { text: `report ${round} ${n}`, urls: [`https://example.org/${round}/${n}`] })
  tell('taken', ...itemIds)
  // Half of the time a kill meets an archive as it is unpacked.
  const unpacked = takeIn(t, [{ name: 'album.zip', bytes: makeZip(inside) }]).then((taken) => tell('taken', ...taken.itemIds))
  for (const itemId of itemIds) {
    const { decision } = await succeed<{ decision: { id: string } }>(t, 'POST', `/api/items/${itemId}/decisions`, { outcome: 'not_illegal', reason: `because ${n}` })
    tell('decided', decision.id)
    if (n % 3 !== 0) continue
    await succeed(t, 'POST', `/api/decisions/${decision.id}/withdraw`)
    tell('withdrawn', decision.id)
  }
  await unpacked
}
