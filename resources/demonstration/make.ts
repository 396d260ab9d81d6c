import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Taxonomy } from '../../contract/taxonomy.ts'
import { makeContents } from './contents.ts'
import { hasFfmpeg } from './ffmpeg.ts'
import { Demonstration } from './format.ts'
import { exactList, MEANING, similarList } from './lists.ts'
import { PEOPLE } from './people.ts'
import { createRandom } from './random.ts'
import { makeReports } from './reports.ts'

/** Raise it when the maker makes something else than before. */
const MAKER = 'demonstration 2'
const SEED = 2026

/**
 * Makes the demonstration in `folder`, unless the same was made there before: `demonstration.json`, `media/<sha256>` and
 * `lists/*.csv`. Every picture is drawn by code, every video comes from ffmpeg's own sources. The same seed and moment give
 * the same files. Takes about half a minute.
 */
export async function makeDemonstration(folder: string, now: Date, onMake: () => void = () => undefined): Promise<Demonstration> {
  const withVideos = await hasFfmpeg()
  const stamp = `${MAKER}${withVideos ? '' : ', without videos'}`
  const made = await madeBefore(folder)
  if (made?.stamp === stamp) return made
  onMake()
  const making = `${folder}.making`
  await rm(making, { recursive: true, force: true })
  await mkdir(join(making, 'media'), { recursive: true })
  const demonstration = await make(making, stamp, withVideos, now)
  await rm(folder, { recursive: true, force: true })
  await mkdir(dirname(folder), { recursive: true })
  await rename(making, folder)
  return demonstration
}

/** What was made in this folder before; null where nothing, or something of another form, is there. */
async function madeBefore(folder: string): Promise<Demonstration | null> {
  const path = join(folder, 'demonstration.json')
  if (!existsSync(path)) return null
  const read = Demonstration.safeParse(JSON.parse(await readFile(path, 'utf8')))
  return read.success ? read.data : null
}

async function make(folder: string, stamp: string, withVideos: boolean, now: Date): Promise<Demonstration> {
  const random = createRandom(SEED)
  const scratch = withVideos ? await mkdtemp(join(tmpdir(), 'paravent-demonstration-')) : null
  const { contents, known, listed } = await makeContents(random, SEED, scratch).finally(() =>
    scratch ? rm(scratch, { recursive: true }) : undefined,
  )
  for (const { material } of contents) if (material) await writeFile(join(folder, 'media', material.sha256), material.bytes)
  await mkdir(join(folder, 'lists'))
  await writeFile(join(folder, 'lists', 'known-exact.csv'), exactList(known, random, now))
  await writeFile(join(folder, 'lists', 'known-similar.csv'), similarList(listed, random, now))
  const demonstration: Demonstration = {
    stamp,
    people: PEOPLE.map(({ login, name, role, password }) => ({ id: random.id(now.getTime()), login, name, role, password })),
    passphrases: Object.fromEntries(PEOPLE.map(({ login, passphrase }) => [login, passphrase])),
    reports: makeReports(contents, taxonomy(), random, now),
    lists: [
      { name: 'Base nationale (démo)', origin: 'Demonstration', trust: 'verified', file: 'lists/known-exact.csv', meaning: MEANING },
      {
        name: 'Banque perceptuelle (démo)',
        origin: 'Demonstration',
        trust: 'unverified',
        file: 'lists/known-similar.csv',
        meaning: MEANING,
      },
    ],
    missing: withVideos ? [] : ['ffmpeg is missing: the demonstration has no videos.'],
  }
  await writeFile(join(folder, 'demonstration.json'), JSON.stringify(Demonstration.parse(demonstration), null, 1))
  return demonstration
}

const taxonomy = (): Taxonomy => Taxonomy.parse(JSON.parse(readFileSync(new URL('../taxonomies/fr.json', import.meta.url), 'utf8')))
