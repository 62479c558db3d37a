/** Seeded chance: the same seed gives the same estate and the same weeks. */
export interface Random {
  /** From 0 to below 1. */
  next(): number
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** One key of a table of weights. */
  weighed<K extends string>(weights: Readonly<Record<K, number>>): K
  /** Takes from a shuffled pack, and shuffles anew when it is used up: nothing comes twice before everything came once. */
  deck<T>(from: readonly T[]): () => T
}

/** Mulberry32: 32 bits of state, good enough for people and weather. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const pick = <T>(from: readonly T[]): T => from[between(0, from.length - 1)]!
  return {
    next,
    between,
    pick,
    chance: (probability) => next() < probability,
    weighed: (weights) => {
      const entries = Object.entries(weights) as [keyof typeof weights & string, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) {
        left -= weight
        if (left < 0) return key
      }
      return entries.at(-1)![0]
    },
    deck: (from) => {
      let pack: (typeof from)[number][] = []
      return () => {
        if (pack.length === 0) pack = shuffled(from, between)
        return pack.pop()!
      }
    },
  }
}

function shuffled<T>(from: readonly T[], between: Random['between']): T[] {
  const pack = [...from]
  for (let last = pack.length - 1; last > 0; last--) {
    const other = between(0, last)
    const held = pack[last]!
    pack[last] = pack[other]!
    pack[other] = held
  }
  return pack
}
