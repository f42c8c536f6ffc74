/** A small generator whose whole state is its seed (mulberry32), so that a printed seed repeats a run. */
export interface Random {
  /** 0 … below - 1. */
  below(below: number): number
}

export function randomFrom(seed: number): Random {
  let state = seed | 0
  return {
    below(below) {
      state = (state + 0x6d2b79f5) | 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below) >>> 0
    },
  }
}
