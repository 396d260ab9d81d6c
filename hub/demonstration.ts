import { createReadStream } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { Person, SubmitReport } from '../contract/hub.ts'
import { Sha256 } from '../contract/words.ts'
import type { Hub } from './hub.ts'

/** `demonstration.json`: what of it the hub reads; the workstation's part (passphrases, lists) is not its own. */
const Demonstration = z.object({
  people: z.array(Person.extend({ password: z.string() })),
  reports: z.array(SubmitReport),
})

/** Loads people, media and reports, in this order. Loading again changes nothing: what is there stays. */
export async function loadDemonstration(hub: Pick<Hub, 'people' | 'media' | 'reports'>, dir: string): Promise<void> {
  const { people, reports } = Demonstration.parse(JSON.parse(await readFile(join(dir, 'demonstration.json'), 'utf8')))
  for (const { password, ...person } of people) await hub.people.add(person, password)
  for (const name of await readdir(join(dir, 'media'))) {
    const sha256 = Sha256.safeParse(name)
    if (sha256.success && !(await hub.media.has(sha256.data))) await hub.media.put(sha256.data, createReadStream(join(dir, 'media', name)))
  }
  for (const report of reports) await hub.reports.submit(report)
}
