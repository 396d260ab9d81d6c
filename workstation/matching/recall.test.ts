import { beforeAll, describe, expect, test } from 'vitest'
import type { View, ViewId } from '../../contract/views.ts'
import { kindOfView, numberOfView } from '../../contract/views.ts'
import { buildHashIndex, bytesOfHex, canvasOfRgb, packViews, viewsOfRgb } from '../../native/index.ts'
import { digestOf } from '../../tests/support/desk-items.ts'
import { openDesk } from '../../tests/support/desk.ts'
import { DERIVATIVES } from '../../tests/support/recall/derivatives.ts'
import { madePicture } from '../../tests/support/recall/pictures.ts'
import type { Raw } from '../../tests/support/recall/pictures.ts'
import { indexedHashes } from './indexed-id.ts'
import { lookFor } from './look-for.ts'

/** Pictures that look like photographs and of which every derivative is worth matching by; each of another origin. */
const SEEDS = [0, 1, 2, 3]
const viewsOf = ({ data, width, height }: Raw): View[] => viewsOfRgb(data, width, height, 3, canvasOfRgb(data, width, height))

let originals: Raw[]
beforeAll(async () => {
  originals = await Promise.all(SEEDS.map(seed => madePicture(seed)))
}, 60_000)

async function derived(name: string, seed: number): Promise<View[]> {
  const made = DERIVATIVES.find(it => it.name === name)
  const original = originals[SEEDS.indexOf(seed)]
  if (made === undefined || original === undefined) throw new Error(`no derivative ${name} of ${seed}`)
  return viewsOf(await made.make(original, seed))
}

/** What is done to a picture, and which views may find it on a list of hashes of the picture as it is. */
const FOUND: Record<string, (view: ViewId) => boolean> = {
  'JPEG at quality 13': view => view === 'original',
  'a quarter clockwise': view => view === 'rotate270',
  'half': view => view === 'rotate180',
  'mirrored': view => view === 'mirror',
  'negative': view => view === 'negative',
  'letterbox of 30 %': view => kindOfView(view).class === 'trim',
  'a frame in a frame': view => kindOfView(view).class === 'trim',
  'mirrored, with a border of 4.9 %': view => view.startsWith('trim') && view.endsWith('/mirror'),
  '-3.5°, grown': view => kindOfView(view).class === 'tilt',
  '2.3°, same size': view => kindOfView(view).class === 'tilt',
}

describe('pictures that turn up again, changed', () => {
  test('are found on a list of their hashes by the view that undoes the change, with its certainty; others, and one colour, are not', { timeout: 300_000 }, async () => {
    const desk = await openDesk()
    try {
      await desk.importList(originals.map(original => `pdq,${viewsOf(original)[0]?.pdq ?? ''},A,,,`))
      const names = Object.keys(FOUND).flatMap(name => SEEDS.map(seed => ({ name, seed })))
      const media = await Promise.all(names.map(async ({ name, seed }) => ({ name: `${name} ${seed}`, views: await derived(name, seed) })))
      const [first] = originals
      if (first === undefined) throw new Error('no picture')
      const grey = { name: 'grey', views: viewsOf({ ...first, data: new Uint8Array(first.data.length).fill(120) }) }
      const stranger = { name: 'stranger', views: viewsOf(await madePicture(30)) }
      desk.addItem({ media: [...media, grey, stranger] })
      await desk.idle()
      expect(desk.matching.matchesOf(digestOf('grey'))).toEqual([])
      expect(desk.matching.matchesOf(digestOf('stranger'))).toEqual([])
      let found = 0
      for (const { name, seed } of names) {
        const matches = desk.matching.matchesOf(digestOf(`${name} ${seed}`))
        expect(matches.length).toBeLessThanOrEqual(1)
        const [match] = matches
        if (match === undefined) continue
        found++
        const { view, entryView, distance, certainty, entry } = match
        expect({ name, seed, entry: entry.id, view, isRight: view !== null && FOUND[name]?.(view), entryView }).toEqual({ name, seed, entry: SEEDS.indexOf(seed) + 1, view, isRight: true, entryView: 'original' })
        const isTilt = view !== null && kindOfView(view).class === 'tilt'
        expect(certainty).toBe(isTilt && distance > 25 ? 'possible' : 'match')
      }
      expect(found).toBeGreaterThanOrEqual(names.length - 2)
    } finally {
      await desk.close()
    }
  })

  test('are found cut off too where the list keeps the views of an entry, and told as possible where it is not sure', { timeout: 120_000 }, async () => {
    const kept = originals.flatMap((original, at) => viewsOf(original).filter(({ view }) => kindOfView(view).entry).map(({ view, pdq }) => ({ id: at + 1, view, pdq })))
    const { ids, hashes } = indexedHashes({
      ids: Uint32Array.from(kept, it => it.id), views: Uint8Array.from(kept, it => numberOfView(it.view)), hashes: new Uint8Array(Buffer.concat(kept.map(it => bytesOfHex(it.pdq)))),
    })
    const index = await buildHashIndex(hashes, ids)
    const names = ['centre, 5.1 % gone', 'centre, 10.7 % gone', 'centre, 17.9 % gone', '-3.5°, inside']
    let found = 0
    for (const [at, seed] of SEEDS.entries()) {
      for (const name of names) {
        const prints = { sha256: digestOf(name), md5: null, sha1: null, kind: 'image' as const, pdq: null, quality: null, views: packViews(await derived(name, seed)) }
        const [answer] = await lookFor([{ prints, frames: [] }], index)
        const [nearest] = answer?.[1].pictures.best(2) ?? []
        if (nearest === undefined) continue
        found++
        const [entryId, { entryView, distance, certainty }] = nearest
        expect([entryId, kindOfView(entryView).class]).toEqual([at + 1, 'crop'])
        expect(certainty).toBe(distance > 25 ? 'possible' : 'match')
      }
    }
    index.dispose()
    expect(found).toBeGreaterThanOrEqual(SEEDS.length * names.length - 2)
  })
})
