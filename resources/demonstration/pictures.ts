import sharp from 'sharp'
import type { Sharp } from 'sharp'
import type { Drawing } from './drawings/draw.ts'
import { material } from './material.ts'
import type { Material } from './material.ts'
import type { Random } from './random.ts'

const open = ({ pixels, width, height }: Drawing): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } })

const NAMES: readonly ((number: number) => string)[] = [
  number => `IMG_${2041 + number * 7}`,
  number => `photo (${number})`,
  number => `image-${number}-hd`,
  number => `capture d’écran ${number}`,
  number => `写真_${number}`,
  number => `DSC0${1200 + number}`,
  number => `снимок ${number}`,
  number => `été à la mer ${number}`,
  number => `صورة ${number}`,
  number => `1698${400_000 + number * 977}`,
]
const nameOf = (number: number, extension: string): string => `${NAMES[number % NAMES.length]?.(number) ?? number}.${extension}`

/** An original as the web holds it: mostly JPEG, some WebP, PNG, GIF and AVIF. */
export async function encode(drawing: Drawing, number: number): Promise<Material> {
  const grainy = number % 10 === 9
  if (number % 7 === 3) return material(nameOf(number, 'webp'), await open(drawing).webp({ quality: 84 }).toBuffer())
  if (number % 9 === 4 && !grainy) return material(nameOf(number, 'png'), await open(drawing).png().toBuffer())
  if (number % 23 === 8) return material(nameOf(number, 'gif'), await open(drawing).resize(800).gif().toBuffer())
  if (number % 29 === 11) return material(nameOf(number, 'avif'), await open(drawing).avif({ quality: 55, effort: 1 }).toBuffer())
  return material(
    nameOf(number, 'jpg'),
    await open(drawing)
      .jpeg({ quality: 80 + (number % 4) * 4 })
      .toBuffer(),
  )
}

/** What happens to a picture on its way through the web. Each takes the drawing and gives another file. */
const CHANGES = {
  recompressed: drawing => open(drawing).jpeg({ quality: 28 }),
  resized: drawing =>
    open(drawing)
      .resize(Math.round(drawing.width * 0.42))
      .jpeg({ quality: 78 }),
  mirrored: drawing => open(drawing).flop().jpeg({ quality: 86 }),
  watermarked: drawing =>
    open(drawing)
      .composite([{ input: watermark(drawing), gravity: 'southeast' }])
      .jpeg({ quality: 84 }),
  cropped: drawing => open(drawing).extract(inner(drawing, 0.02)).jpeg({ quality: 86 }),
  rotated: drawing => open(drawing).rotate(90).jpeg({ quality: 86 }),
  greyed: drawing => open(drawing).greyscale().jpeg({ quality: 84 }),
  reencoded: drawing =>
    open(drawing)
      .resize(Math.round(drawing.width * 0.8))
      .webp({ quality: 62 }),
} as const satisfies Record<string, (drawing: Drawing) => Sharp>
export type Change = keyof typeof CHANGES
export const CHANGE_NAMES = Object.keys(CHANGES) as Change[]

export async function change(drawing: Drawing, how: Change, number: number, random: Random): Promise<Material> {
  const bytes = await CHANGES[how](drawing).toBuffer()
  return material(`${random.pick(['repost', 'copie', 'save', 'dl', 'img'])}_${number}${how === 'reencoded' ? '.webp' : '.jpg'}`, bytes)
}

/** A mark of a made-up site, drawn without a font so that it looks the same on every machine. */
function watermark({ width, height }: Drawing): Buffer {
  const side = Math.round(Math.min(width, height) * 0.17)
  const stroke = 'fill="none" stroke="#ffffff" stroke-width="9" opacity="0.75"'
  const mark = `<circle cx="50" cy="50" r="44" ${stroke}/><path d="M28 66 V34 L50 58 L72 34 V66" ${stroke}/>`
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100">${mark}</svg>`)
}

function inner({ width, height }: Drawing, share: number): { left: number; top: number; width: number; height: number } {
  const [left, top] = [Math.round(width * share), Math.round(height * share)]
  return { left, top, width: width - 2 * left, height: height - 2 * top }
}
