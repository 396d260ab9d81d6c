import sharp from 'sharp'

/**
 * The measure behind law 1: how much of a picture's energy lies above the cut-off of the cover. A covered derivative went
 * through a Gaussian of σ = 4 % of its short side, whose response falls to 1 % at the spatial frequency √(ln 100 / 2π²) / σ; what lies above is
 * rounding and the encoder's noise. A picture that was not covered has its edges there.
 */

/** Share of the short side that is σ (exposure.md). */
const SIGMA_SHARE = 0.04
/** The derivatives' floor of σ, px (a picture of a few pixels holds nothing). */
const SMALLEST_SIGMA = 1
/** Amplitude response at the cut-off. */
const RESPONSE_AT_CUTOFF = 0.01
/** Variance, in grey levels squared, under which a picture counts as this lively: else rounding noise on a flat one would count as detail. */
const LEAST_VARIANCE = 250
/** The most that may lie above, as a share. Measured on the reference pictures: covered ones up to 0.0005,
 * the same as sharp thumbnails 0.0016 … 0.015 (those of blurred photographs the least). */
const MOST_ENERGY_ABOVE = 0.001
const MOST_STRIP_FRAMES = 60
const LONGEST_COVERED_SIDE = 160
/** A larger picture is measured after a reduction to this, which only lowers what is found above. */
const LONGEST_MEASURED_SIDE = 512

type Channel = { values: Float64Array; width: number; height: number }

/** Orthonormal DCT-II along the rows, transposed: twice applied it is the DCT in both directions. */
function dctRowsTransposed({ values, width, height }: Channel): Channel {
  const out = new Float64Array(values.length)
  const basis = new Float64Array(width * width)
  for (let k = 0; k < width; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / width)
    for (let x = 0; x < width; x++) basis[k * width + x] = scale * Math.cos((Math.PI * k * (2 * x + 1)) / (2 * width))
  }
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < width; k++) {
      let sum = 0
      for (let x = 0; x < width; x++) sum += basis[k * width + x]! * values[y * width + x]!
      out[k * height + y] = sum
    }
  }
  return { values: out, width: height, height: width }
}

/** Share of the variance of one grey picture above the cut-off for its own short side. */
function energyAboveCutoff(picture: Channel): number {
  const { width, height } = picture
  const sigma = Math.max(SMALLEST_SIGMA, SIGMA_SHARE * Math.min(width, height))
  const cutoff = Math.sqrt(Math.log(1 / RESPONSE_AT_CUTOFF) / (2 * Math.PI ** 2)) / sigma
  const { values } = dctRowsTransposed(dctRowsTransposed(picture))
  let above = 0
  let all = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (x === 0 && y === 0) continue
      const energy = values[y * width + x]! ** 2
      all += energy
      if (Math.hypot(x / (2 * width), y / (2 * height)) > cutoff) above += energy
    }
  }
  return above / Math.max(all, LEAST_VARIANCE * width * height)
}

function columns({ values, width, height }: Channel, from: number, count: number): Channel {
  const cut = new Float64Array(count * height)
  for (let y = 0; y < height; y++) cut.set(values.subarray(y * width + from, y * width + from + count), y * count)
  return { values: cut, width: count, height }
}

/** Worst of `frames` equal parts side by side: a strip has hard edges between its frames, and none inside. */
function worstOfParts(picture: Channel, frames: number): number {
  const part = picture.width / frames
  return Math.max(...Array.from({ length: frames }, (_, i) => energyAboveCutoff(columns(picture, i * part, part))))
}

/**
 * Into how many frames a picture may be cut if it is a strip; 1 is always among them. Frames narrower than a third of
 * their height are no video's, and would only raise the cut-off.
 */
function possibleStrips({ width, height }: Channel): number[] {
  if (width <= LONGEST_COVERED_SIDE || height > LONGEST_COVERED_SIDE) return [1]
  const isStrip = (frames: number): boolean => {
    const part = width / frames
    return Number.isInteger(part) && part <= LONGEST_COVERED_SIDE && part >= height / 3
  }
  return [1, ...Array.from({ length: MOST_STRIP_FRAMES - 1 }, (_, i) => i + 2).filter(isStrip)]
}

async function channelsOf(bytes: Uint8Array): Promise<Channel[]> {
  const { data, info } = await sharp(bytes)
    .resize({ width: LONGEST_MEASURED_SIDE * 20, height: LONGEST_MEASURED_SIDE, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  return Array.from({ length: channels }, (_, c) => ({
    values: Float64Array.from({ length: width * height }, (_, i) => data[i * channels + c]!),
    width,
    height,
  }))
}

/**
 * Whether an encoded picture is covered: no side of it (of a strip: of each frame) over 160 px, and next to nothing above the
 * cover's cut-off in any colour channel. A strip wider than 160 px is recognised by trying, a smaller one by its known
 * number of `frames`; `energyAbove` is of the best cut.
 */
export async function isCovered(bytes: Uint8Array, knownFrames?: number): Promise<{ covered: boolean; energyAbove: number }> {
  const channels = await channelsOf(bytes)
  let best = { covered: false, energyAbove: Number.POSITIVE_INFINITY }
  for (const frames of knownFrames === undefined ? possibleStrips(channels[0]!) : [knownFrames]) {
    const energyAbove = Math.max(...distinct(channels).map(channel => worstOfParts(channel, frames)))
    const small = channels[0]!.height <= LONGEST_COVERED_SIDE && channels[0]!.width / frames <= LONGEST_COVERED_SIDE
    const covered = small && energyAbove <= MOST_ENERGY_ABOVE
    if ((covered && !best.covered) || (covered === best.covered && energyAbove < best.energyAbove)) best = { covered, energyAbove }
    if (covered) break
  }
  return best
}

/** A grey picture has one channel thrice. */
function distinct(channels: Channel[]): Channel[] {
  return channels.filter((channel, i) => i === 0 || channel.values.some((value, at) => value !== channels[0]!.values[at]))
}
