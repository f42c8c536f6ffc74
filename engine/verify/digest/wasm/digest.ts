// 128 bits of a row, and their sums over all rows: a multiset's, since the order of rows is nobody's. Two 64-bit lanes of the rounds and the
// last mixing of xxHash64 and MurmurHash3, each with primes of its own. That two different multisets have one sum by accident has
// a chance of about 2^-128; nobody who could choose values to meet it gains anything by it but an unseen mistake of litelift's own.

const P1: u64 = 0x9e3779b185ebca87
const P2: u64 = 0xc2b2ae3d27d4eb4f
const P3: u64 = 0x165667b19e3779f9
const P4: u64 = 0x85ebca77c2b2ae63
const P5: u64 = 0x27d4eb2f165667c5

let a: u64 = 0
let b: u64 = 0

/** Rows, and the two sums, as three 64-bit numbers. */
const SUMS = memory.data(24)

export function sumsAt(): usize {
  return SUMS
}

export function clear(): void {
  memory.fill(SUMS, 0, 24)
}

@inline
export function begin(): void {
  a = P5
  b = P1
}

@inline
function mix(word: u64): void {
  a = rotl<u64>(a + word * P2, 31) * P1
  b = rotl<u64>(b ^ (word * P4), 29) * P3 + P5
}

/** A value of one word, with a tag that tells it from others. */
@inline
export function add(tag: u64, word: u64): void {
  mix(tag)
  mix(word)
}

/** Bytes; up to seven behind them are read, and not used. */
export function addBytes(tag: u64, p: usize, length: u32): void {
  mix(tag | (<u64>length << 8))
  const whole = p + (length & ~7)
  for (; p < whole; p += 8) mix(load<u64>(p))
  const rest = length & 7
  if (rest != 0) mix(load<u64>(p) & ((<u64>1 << (<u64>rest * 8)) - 1))
}

@inline
function last(x: u64): u64 {
  x ^= x >> 33
  x *= 0xff51afd7ed558ccd
  x ^= x >> 33
  x *= 0xc4ceb9fe1a85ec53
  return x ^ (x >> 33)
}

@inline
export function end(): void {
  store<u64>(SUMS, load<u64>(SUMS) + 1)
  store<u64>(SUMS, load<u64>(SUMS, 8) + last(a ^ rotl<u64>(b, 17)), 8)
  store<u64>(SUMS, load<u64>(SUMS, 16) + last(b + rotl<u64>(a, 43)), 16)
}
