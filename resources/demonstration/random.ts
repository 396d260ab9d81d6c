/** A source of chance that gives the same numbers for the same seed: the demonstration is the same on every machine. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number
  between(low: number, high: number): number
  /** A whole number, both ends included. */
  int(low: number, high: number): number
  pick<T>(choices: readonly T[]): T
  shuffle<T>(things: readonly T[]): T[]
  bytes(count: number): Uint8Array
  /** A UUIDv7 of a moment (milliseconds since 1970). */
  id(atMilliseconds: number): string
}

/** mulberry32, by Tommy Ettinger: 32 bits of state, good enough for drawing. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (low: number, high: number): number => low + next() * (high - low)
  const int = (low: number, high: number): number => Math.floor(between(low, high + 1))
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[int(0, choices.length - 1)]
    if (choice === undefined) throw new RangeError('nothing to pick from')
    return choice
  }
  const shuffle = <T>(things: readonly T[]): T[] =>
    things
      .map(thing => ({ thing, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing)
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => int(0, 255))
  return { next, between, int, pick, shuffle, bytes, id: at => uuid7(at, bytes(10)) }
}

function uuid7(at: number, chance: Uint8Array): string {
  const time = Math.floor(at).toString(16).padStart(12, '0')
  const rest = Buffer.from(chance)
  rest[0] = ((rest[0] ?? 0) & 0x0f) | 0x70
  rest[2] = ((rest[2] ?? 0) & 0x3f) | 0x80
  const hex = time + rest.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
