import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { randomOf } from '../made-pixels.ts'
import { encoderOf, rawOf, type Raw } from './pictures.ts'
import { lines } from './scenes.ts'

/** What is done to a picture before it turns up again, with parameters that lie between those of the views. */
export type Made = { name: string; group: Group; make: (picture: Raw, seed: number) => Promise<Raw> }
export const GROUPS = ['same', 'border', 'turned', 'tilted', 'cropped', 'told'] as const
/** `same`: what PDQ itself bears. `told`: measured and printed, nothing is promised of it. */
export type Group = (typeof GROUPS)[number]

/** Saved and read again, as everything that is sent on is. */
const saved = async (picture: Sharp, quality = 78): Promise<Raw> => rawOf(sharp(await picture.jpeg({ quality }).toBuffer()))

type Box = { left: number; top: number; width: number; height: number }

/** What is left after `share` of each side is gone; the middle lies off by up to `off` of a side, another way for each seed. */
function aroundTheMiddle({ width, height }: Raw, share: number, seed: number, off: number): Box {
  const random = randomOf(seed + Math.round(share * 1000))
  const axis = (side: number): [start: number, length: number] => {
    const cut = side * share
    return [Math.round(cut / 2 + side * off * (2 * random() - 1)), Math.round(side - cut)]
  }
  const [[left, width2], [top, height2]] = [axis(width), axis(height)]
  return { left, top, width: width2, height: height2 }
}

const cropped = (share: number, off = 0.005): Made['make'] => (picture, seed) => saved(encoderOf(picture).extract(aroundTheMiddle(picture, share, seed, off)))

const cornered = (share: number): Made['make'] => (picture, seed) => {
  const [width, height] = [Math.round(picture.width * (1 - share)), Math.round(picture.height * (1 - share))]
  return saved(encoderOf(picture).extract({ left: seed % 2 === 0 ? 0 : picture.width - width, top: seed % 3 === 0 ? 0 : picture.height - height, width, height }))
}

/** Borders of so many hundredths of a side, from the top clockwise. */
const bordered = (hundredths: readonly [number, number, number, number], background: string): Made['make'] => ({ data, width, height }) => {
  const [top, right, bottom, left] = hundredths
  const of = (side: number, share: number): number => Math.round((side * share) / 100)
  return saved(encoderOf({ data, width, height }).extend({ top: of(height, top), bottom: of(height, bottom), left: of(width, left), right: of(width, right), background }))
}

const framedTwice: Made['make'] = async (picture, seed) => bordered([3.1, 2.3, 3.1, 2.3], '#f4f1ea')(await bordered([9.7, 0, 9.7, 0], '#000000')(picture, seed), seed)

/** A band with three lines of words in it, above or below. */
const captioned = (above: boolean, ink: string, background: string): Made['make'] => async (picture, seed) => {
  const { width, height } = picture
  const band = Math.round(height * 0.173)
  const words = lines(randomOf(seed), { x: width * 0.07, y: band * 0.28, width: width * 0.8, count: 2, size: band * 0.24 }, ink)
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${band}"><rect width="100%" height="100%" fill="${background}"/>${words}</svg>`)
  const whole = encoderOf(picture).extend({ [above ? 'top' : 'bottom']: band, background })
  const pixels = await whole.raw().toBuffer()
  return saved(encoderOf({ data: pixels, width, height: height + band }).composite([{ input: svg, left: 0, top: above ? 0 : height }]))
}

type Left = 'grown' | 'same size' | 'inside'
/** Turned by so many degrees; the canvas grows with black corners, or is cut to the size it had, or to what has no corner in it. */
const tilted = (degrees: number, left: Left, background = '#000000'): Made['make'] => async picture => {
  const { width, height } = picture
  const turned = await rawOf(encoderOf(picture).rotate(degrees, { background }))
  if (left === 'grown') return saved(encoderOf(turned))
  const lean = Math.tan((Math.abs(degrees) * Math.PI) / 180)
  const shrink = left === 'same size' ? 1 : 1 / (1 + lean * Math.max(width / height, height / width))
  const [w, h] = [Math.min(turned.width, Math.round(width * shrink)), Math.min(turned.height, Math.round(height * shrink))]
  return saved(encoderOf(turned).extract({ left: (turned.width - w) >> 1, top: (turned.height - h) >> 1, width: w, height: h }))
}

const turned = (how: (picture: Sharp) => Sharp): Made['make'] => async picture => saved(encoderOf(await rawOf(how(encoderOf(picture)))))
const scaled = (share: number): Made['make'] => ({ data, width, height }) => saved(encoderOf({ data, width, height }).resize({ width: Math.round(width * share) }))

const marked = (share: number, opacity: number): Made['make'] => ({ data, width, height }, seed) => {
  const random = randomOf(seed + 5)
  const size = height * share
  const words = lines(random, { x: width * (0.5 - share), y: height * 0.5 - size, width: width * share * 2, count: 2, size }, 'white')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g opacity="${opacity}">${words}</g></svg>`
  return saved(encoderOf({ data, width, height }).composite([{ input: Buffer.from(svg) }]))
}

const rows = (group: Group, made: Record<string, Made['make']>): Made[] => Object.entries(made).map(([name, make]) => ({ name, group, make }))

export const DERIVATIVES: readonly Made[] = [
  ...rows('same', {
    'JPEG at quality 13': picture => saved(encoderOf(picture), 13),
    'a third of its size': scaled(0.34),
    'grey': picture => saved(encoderOf(picture).greyscale().toColourspace('srgb')),
    'blurred by 2.7 px': picture => saved(encoderOf(picture).blur(2.7)),
    'brighter': picture => saved(encoderOf(picture).linear(1.15, 11)),
    'a small watermark': marked(0.06, 0.5),
  }),
  ...rows('border', {
    'border of 3.7 %, brown': bordered([3.7, 3.7, 3.7, 3.7], '#6b3d11'),
    'border of 6.3 %, white': bordered([6.3, 6.3, 6.3, 6.3], '#ffffff'),
    'border of odd sides': bordered([1.9, 7.1, 11.3, 4.3], '#27435f'),
    'letterbox of 17 %': bordered([8.5, 0, 8.5, 0], '#000000'),
    'letterbox of 30 %': bordered([15, 0, 15, 0], '#000000'),
    'pillars of 26 %': bordered([0, 13, 0, 13], '#101010'),
    'a frame in a frame': framedTwice,
    'caption above, white': captioned(true, '#111111', '#ffffff'),
    'caption below, black': captioned(false, '#eeeeee', '#000000'),
  }),
  ...rows('turned', {
    'a quarter clockwise': turned(p => p.rotate(90)),
    'half': turned(p => p.rotate(180)),
    'a quarter back': turned(p => p.rotate(270)),
    'mirrored': turned(p => p.flop()),
    'upside down mirrored': turned(p => p.flip()),
    'mirrored, a quarter': turned(p => p.flop().rotate(90)),
    'negative': picture => saved(encoderOf(picture).negate({ alpha: false })),
  }),
  ...rows('tilted', Object.fromEntries(([0.7, -1.6, 2.3, -3.5, 4.6] as const).flatMap(degrees => (['grown', 'same size', 'inside'] as const).map(left => [`${degrees}°, ${left}`, tilted(degrees, left)])))),
  ...rows('cropped', Object.fromEntries([3.3, 5.1, 6.7, 9.3, 10.7, 13.7, 15.1, 17.9].map(share => [`centre, ${share} % gone`, cropped(share / 100)]))),
  ...rows('told', {
    'mirrored, with a border of 4.9 %': async (picture, seed) => bordered([4.9, 4.9, 4.9, 4.9], '#ffffff')(await turned(p => p.flop())(picture, seed), seed),
    'a large watermark': marked(0.3, 0.6),
    'nearly the centre, 9.1 % gone, off by 1 %': cropped(0.091, 0.01),
    'nearly the centre, 15.7 % gone, off by 1 %': cropped(0.157, 0.01),
    'corner, 4.7 % gone': cornered(0.047),
    'corner, 9.1 % gone': cornered(0.091),
    'centre, 27 % gone': cropped(0.27),
    'tilted by 6.4°': tilted(6.4, 'inside'),
  }),
]
