/**
 * Whether bytes look random: their Shannon entropy reaches what random bytes of that number have, less a margin. A random
 * sample of n bytes measures about 8 - 255 / (2 n ln 2) bits a byte (Miller 1955); text and databases stay below 6.5.
 */
export function looksRandom(bytes: Uint8Array): boolean {
  const n = bytes.length
  if (n < 512) return false
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte]!++
  let entropy = 0
  for (const count of counts) if (count > 0) entropy -= (count / n) * Math.log2(count / n)
  const expected = 8 - 255 / (2 * n * Math.LN2)
  return entropy > expected - 0.2
}
