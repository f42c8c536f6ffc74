import { addBytes } from './digest'
import { IS_TEXT } from './kinds'

/** Its 16 bytes. */
export function uuid(p: usize, length: u32): bool {
  if (length != 16) return false
  addBytes(IS_TEXT, p, 16)
  return true
}

const HEX = memory.data(16)

/** 8-4-4-4-12 digits in any case. */
export function uuidText(p: usize, length: u32): bool {
  if (length != 36) return false
  let to: u32 = 0
  for (let i: u32 = 0; i < 36; ) {
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (load<u8>(p + i) != 45) return false
      i++
      continue
    }
    const high = hexDigit(load<u8>(p + i))
    const low = hexDigit(load<u8>(p + i, 1))
    if (high > 15 || low > 15) return false
    store<u8>(HEX + to, (high << 4) | low)
    to++
    i += 2
  }
  addBytes(IS_TEXT, HEX, 16)
  return true
}

@inline
function hexDigit(byte: u32): u32 {
  if (byte - 48 < 10) return byte - 48
  const letter = (byte | 32) - 97
  return letter < 6 ? letter + 10 : 16
}
