import sharp from 'sharp'
import type { Random } from '../random.ts'
import { aurora } from './aurora.ts'
import { fields, geometry, rings, tiles } from './compositions.ts'
import { hills, sea, town } from './landscapes.ts'
import { PALETTES } from './palettes.ts'
import type { Palette } from './palettes.ts'
import { flowers, table } from './still-lifes.ts'
import type { Size } from './svg.ts'

/** 8-bit RGB, row by row. */
export interface Drawing extends Size {
  pixels: Uint8Array
}

type Drawer = (random: Random, palette: Palette, size: Size) => string
const DRAWERS: readonly (Drawer | 'aurora')[] = [hills, geometry, table, sea, tiles, flowers, town, rings, fields, 'aurora']
const SIZES: readonly Size[] = [
  { width: 1280, height: 853 },
  { width: 1200, height: 900 },
  { width: 1024, height: 1024 },
  { width: 1440, height: 810 },
  { width: 900, height: 1200 },
]

/** The drawing of a number: kinds, palettes and sizes go round, so that neighbours differ. */
export async function draw(random: Random, number: number): Promise<Drawing> {
  const drawer = DRAWERS[number % DRAWERS.length] ?? 'aurora'
  const palette = PALETTES[(number * 3 + Math.floor(number / DRAWERS.length)) % PALETTES.length] ?? random.pick(PALETTES)
  const size = SIZES[(number + Math.floor(number / DRAWERS.length)) % SIZES.length] ?? random.pick(SIZES)
  if (drawer === 'aurora') return { ...size, pixels: aurora(random, palette, size) }
  const pixels = await sharp(Buffer.from(drawer(random, palette, size)))
    .flatten({ background: palette[4] })
    .removeAlpha()
    .raw()
    .toBuffer()
  return { ...size, pixels }
}
