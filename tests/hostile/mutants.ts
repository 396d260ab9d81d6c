/** Seeded damage to good files: the same seed gives the same mutants on every machine. */

export type Random = {
  /** 0 ≤ n < below. */
  below(limit: number): number
}

/** Mulberry32; statistics do not matter here, repeatability does. */
function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
    },
  }
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array

/** Headers and tables are where parsers go wrong: half of the hits fall into the first 512 bytes. */
const position = (bytes: Uint8Array, random: Random): number => random.below(random.below(2) === 0 ? Math.min(512, bytes.length) : bytes.length)

const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

const MUTATIONS: Record<string, Mutation> = {
  flipsBits: (bytes, random) => {
    const out = Uint8Array.from(bytes)
    for (let i = random.below(16); i >= 0; i--) out[position(bytes, random)]! ^= 1 << random.below(8)
    return out
  },
  writesExtremes: (bytes, random) => {
    const out = Uint8Array.from(bytes)
    const view = new DataView(out.buffer)
    for (let i = random.below(4); i >= 0; i--) {
      const at = Math.min(position(bytes, random), Math.max(0, out.length - 4))
      view.setUint32(at, EXTREMES[random.below(EXTREMES.length)]!, random.below(2) === 0)
    }
    return out
  },
  truncates: (bytes, random) => bytes.slice(0, position(bytes, random)),
  repeatsABlock: (bytes, random) => {
    const at = position(bytes, random)
    const block = bytes.subarray(at, at + 1 + random.below(2000))
    return Buffer.concat([bytes.subarray(0, at), ...Array.from({ length: 1 + random.below(20) }, () => block), bytes.subarray(at)])
  },
  removesABlock: (bytes, random) => {
    const at = position(bytes, random)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(500))])
  },
  fillsABlock: (bytes, random) => Uint8Array.from(bytes).fill(random.below(256), position(bytes, random), position(bytes, random) + 200),
  swapsHalves: (bytes, random) => {
    const at = position(bytes, random)
    return Buffer.concat([bytes.subarray(0, 32), bytes.subarray(32 + at), bytes.subarray(32, 32 + at)])
  },
}

export type Mutant = { name: string; bytes: Uint8Array }

/** `count` mutants of the seeds in turn. */
export function mutantsOf(seeds: Record<string, Uint8Array>, count: number, seed: number): Mutant[] {
  const random = seededRandom(seed)
  const names = Object.keys(seeds)
  const kinds = Object.keys(MUTATIONS)
  return Array.from({ length: count }, (_, i) => {
    const name = names[i % names.length]!
    const kind = kinds[random.below(kinds.length)]!
    return { name: `${i} ${name} ${kind}`, bytes: MUTATIONS[kind]!(seeds[name]!, random) }
  })
}
