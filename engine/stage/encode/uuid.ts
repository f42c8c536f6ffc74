import type { Output } from './output.ts'

/** Writes the 16 bytes of a UUID's hex digits, skipping dashes and braces. */
export function writeUuidText(output: Output, bytes: Uint8Array, start: number, end: number): void {
  let half = -1
  for (let at = start; at < end; at++) {
    const digit = hexDigit(bytes[at]!)
    if (digit < 0) continue
    if (half < 0) {
      half = digit
    } else {
      output.bytes[output.position++] = half * 16 + digit
      half = -1
    }
  }
}

function hexDigit(character: number): number {
  if (character >= 48 && character <= 57) return character - 48
  const letter = character | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
