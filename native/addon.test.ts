import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { KINDS, madePixels, randomOf } from '../tests/support/made-pixels.ts'
import type { Pixels } from '../tests/support/made-pixels.ts'
import { loadAddon, locateAddon } from './addon.ts'
import type { Addon } from './addon.ts'
import { rounds, tellMeasured } from '../tests/support/rounds.ts'
import * as twin from './reference.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const VECTORS = join(root, '../shared/vectors/images')
const MADE = rounds('ADDON_PICTURES', 200)
const isOff = process.env['PARAVENT_NATIVE'] === 'off'
const found = isOff ? { reason: 'PARAVENT_NATIVE=off' } : loadAddon()
const addon = ('addon' in found ? found.addon : null) as Addon
const whyNot = 'reason' in found ? ` (skipped, no addon: ${found.reason})` : ''

const bare = ({ pdq, quality }: twin.Pdq): twin.Pdq => ({ pdq, quality })

/** Asks the addon, with each set of instructions that is named, and its twin for the same; tells where they differ. */
function differences({ data, width, height, channels }: Pixels, sets: readonly string[], eight: boolean): unknown[] {
  const told: unknown[] = []
  const compare = (what: string, ours: unknown, theirs: (kernels: string) => unknown): void => {
    for (const kernels of sets) {
      const found = theirs(kernels)
      if (JSON.stringify(found) !== JSON.stringify(ours)) told.push({ what, kernels, width, height, channels, found, ours })
    }
  }
  const given = [data, width, height, channels] as const
  compare('still', twin.pdqOfRgb(...given), kernels => bare(addon.pdqOfStill(...given, kernels)))
  if (width > 512 || height > 512) compare('frame', twin.pdqOfFrame(...given), kernels => bare(addon.pdqOfFrame(...given, kernels)))
  if (eight) compare('eight', twin.symmetriesOfRgb(...given), kernels => addon.symmetriesOfStill(...given, kernels).hashes)
  return told
}

describe.skipIf(whyNot !== '')(`the native addon${whyNot}`, () => {
  test.skipIf(!existsSync(VECTORS))('answers what its twin answers on every reference picture, with every set of instructions', async () => {
    const files = readFileSync(join(VECTORS, '../images.csv'), 'utf8').trim().split('\n').slice(1).map(row => row.split(',')[3]!)
    for (const file of files) {
      const raw = sharp(join(VECTORS, file), { ignoreIcc: true }).toColourspace('srgb').removeAlpha().raw()
      const { data, info } = await raw.toBuffer({ resolveWithObject: true })
      expect(differences({ data, ...info }, addon.kernels, true)).toEqual([])
    }
    tellMeasured(`and on all ${files.length} reference pictures, with each set of instructions`)
  }, 120_000)

  test(`answers what its twin answers on ${MADE} made pictures with sides from 5 to 2,000`, () => {
    const random = randomOf(2026)
    // As many between 5 and 50 as between 200 and 2,000: small ones are where windows are cut.
    const side = (): number => Math.min(2000, Math.floor(5 * 400 ** random()))
    for (let run = 0; run < MADE; run++) {
      const pixels = madePixels(KINDS[run % KINDS.length]!, side(), side(), run % 10 === 0 ? 4 : run % 11 === 0 ? 1 : run % 12 === 0 ? 2 : 3, run)
      expect(differences(pixels, [addon.kernels[run % addon.kernels.length]!], run % 16 === 0)).toEqual([])
    }
    tellMeasured(`addon and twin agree on ${MADE} of ${MADE} made pictures`)
  }, 240_000)

  test.each([[512, 512], [513, 511], [64, 64], [64, 640], [5, 2000], [2000, 5], [2305, 130]])('agrees with its twin at %i × %i', (width, height) => {
    for (const kind of KINDS) expect(differences(madePixels(kind, width, height, 3, 1), addon.kernels, true)).toEqual([])
  }, 120_000)

  test('leaves most pictures to its fast way', () => {
    const exact = Array.from({ length: 60 }, (_, seed) => addon.pdqOfStill(madePixels('noise', 600, 400, 3, seed).data, 600, 400, 3).exact)
    expect(exact.filter(Boolean).length).toBeLessThan(20)
  })

  test('refuses fewer pixels than it is told of, and what are no pixels', () => {
    const { data } = madePixels('noise', 20, 20, 3, 1)
    expect(() => addon.pdqOfStill(data, 20, 21, 3)).toThrow(RangeError)
    expect(() => addon.symmetriesOfStill(data, 2 ** 30, 2 ** 30, 3)).toThrow(RangeError)
    for (const wrong of [0, -1, 1.5, Number.NaN]) expect(() => addon.pdqOfFrame(data, wrong, 20, 3)).toThrow(RangeError)
    expect(() => addon.pdqOfStill(new Uint16Array(1200) as unknown as Uint8Array, 20, 20, 3)).toThrow(RangeError)
    expect(() => addon.pdqOfStill(data, 20, 20, 3, 'abacus')).toThrow(RangeError)
  })

  test('is measured against a baseline that answers the same', () => {
    const { data, width, height } = madePixels('waves', 700, 300, 3, 4)
    expect(addon.baseline.plainPdq(data, width, height, 3)).toEqual(twin.pdqOfRgb(data, width, height))
  })
})

describe('without the native addon', () => {
  test.skipIf(isOff)('every test of fingerprints passes on the twin', () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const run = spawnSync(process.execPath, [vitest, 'run', 'native', 'analyzer/analyse-picture'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PARAVENT_NATIVE: 'off' },
    })
    expect(run.status, run.stdout + run.stderr).toBe(0)
  }, 240_000)

  test('the twin answers, and says once that it does', () => {
    const face = JSON.stringify(join(root, 'native/index.ts'))
    const code = `const a = await import(${face}); console.log(a.pdqOfRgb(new Uint8Array(300), 10, 10).quality)`
    const run = (env: Record<string, string>, source = code): { stdout: string; stderr: string } =>
      spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8', env: { ...process.env, ...env } })
    expect(run({ PARAVENT_NATIVE: 'off' })).toMatchObject({ stdout: '0\n', stderr: '' })
    const broken = `process.dlopen = () => { throw new Error('no such thing') }; ${code}`
    expect(run({ PARAVENT_NATIVE: '' }, broken)).toMatchObject({
      stdout: '0\n',
      stderr: expect.stringMatching(/^Fingerprints are computed in TypeScript.*\n$/),
    })
  })

  test('it is found from its sources, from a bundle, and beside the archive of a packaged app', () => {
    const folder = mkdtempSync(join(tmpdir(), 'paravent-addon-'))
    try {
      const place = (below: string): string => {
        mkdirSync(join(folder, below, 'native/build'), { recursive: true })
        writeFileSync(join(folder, below, 'native/build/paravent.node'), '')
        return join(folder, below, 'native/build/paravent.node')
      }
      const [checkout, packaged] = [place('checkout'), place('resources/app.asar.unpacked')]
      expect(locateAddon(join(folder, 'checkout/native'))).toBe(checkout)
      expect(locateAddon(join(folder, 'checkout/out/main/chunks'))).toBe(checkout)
      expect(locateAddon(join(folder, 'resources/app.asar/out/main'))).toBe(packaged)
      expect(locateAddon(join(folder, 'resources/app.asar.unpacked/out/main/workers'))).toBe(packaged)
      expect(locateAddon(join(folder, 'elsewhere'))).toBeNull()
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
