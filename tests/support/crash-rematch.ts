import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileDeviceSecret } from '../../preview/device-secret.ts'
import { listRows } from './queued-items.ts'
import { openTestWorkstation, PASSPHRASE } from './workstation.ts'

/**
 * A workstation to be killed while a list that came reaches what was queued before. `node crash-rematch.ts PROFILE MEDIA` loads everything, waits for a
 * word on stdin, imports the list where it is not there, and says on stdout what it finds at its start (`reached`: how many media were looked at, and the
 * matches that stand), then each step (`looked`), then `done` for as long as it lives.
 */
const [profile = '', media = ''] = process.argv.slice(2)
await once(process.stdin, 'data')
const t = openTestWorkstation({ profile, ports: { deviceSecret: fileDeviceSecret(profile) } })
t.stub.trouble = 'unreachable'
const tell = (...words: (string | number)[]): void => void process.stdout.write(`${words.join(' ')}\n`)

const { hashLists, store } = await t.workstation.unlock('amelie', PASSPHRASE)
const looked = (): number | null => hashLists.all()[0]?.rematch?.looked ?? null
tell('reached', looked() ?? 0, ...store.db.prepare<[], string>('select id from match').pluck().all())

if (hashLists.all().length === 0) {
  const bytes = Buffer.from(['algorithm,value,classification,source_reference,added,expires', ...listRows(0, Number(media), 2000)].join('\n'))
  const asked = { name: 'a list', trust: 'verified', format: 'csv', meaning: { A: 'csam' } } as const
  await hashLists.importFrom(asked, { bytes: bytes.length, async *read() { yield bytes } })
}

for (let before: number | null = -1; ; await setTimeout(1)) {
  const now = looked()
  if (now === null) tell('done')
  else if (now !== before) tell('looked', now)
  before = now
}
