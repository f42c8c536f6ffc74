import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { countCharacters, INVALID, NUL } from '../../../engine/source/pages/utf8.ts'

/** What Node's own decoder says of the bytes. */
function judged(bytes: Uint8Array): number {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return text.includes('\0') ? NUL : Array.from(text).length
  } catch {
    return INVALID
  }
}

/** Counts the characters of the bytes where they lie among others, which must not matter. */
function counted(bytes: Uint8Array, before: number, after: number): number {
  const around = Uint8Array.from([...Array<number>(before).fill(0xc3), ...bytes, ...Array<number>(after).fill(0xbf)])
  return countCharacters(new DataView(around.buffer), before, before + bytes.length)
}

const around = fc.nat({ max: 5 })
const text = fc.string({ unit: 'binary', maxLength: 120 })
const plain = fc.string({ unit: 'grapheme-ascii', maxLength: 120 })

test('characters are counted as Node decodes them', () => {
  const texts = fc.oneof(
    text,
    plain,
    fc.tuple(plain, text, plain).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(texts, around, around, (value, before, after) => {
      const bytes = new TextEncoder().encode(value)
      expect(counted(bytes, before, after)).toBe(judged(bytes))
    }),
    { numRuns: 2000 },
  )
})

test('bytes that are no UTF-8 are told wherever they stand', () => {
  // Leads, continuations and the bytes at the borders of overlong forms, surrogates and U+10FFFF.
  const odd = fc.constantFrom(
    0,
    0x7f,
    0x80,
    0x8f,
    0x90,
    0x9f,
    0xa0,
    0xbf,
    0xc1,
    0xc2,
    0xdf,
    0xe0,
    0xed,
    0xf0,
    0xf4,
    0xf5,
    0xff,
  )
  const pieces = fc.tuple(plain, fc.array(odd, { maxLength: 6 }), text)
  fc.assert(
    fc.property(pieces, around, around, ([first, middle, last], before, after) => {
      const encoder = new TextEncoder()
      const bytes = Uint8Array.from([...encoder.encode(first), ...middle, ...encoder.encode(last)])
      expect(counted(bytes, before, after)).toBe(judged(bytes))
    }),
    { numRuns: 5000 },
  )
})

test('every byte, at every place of a short text', () => {
  for (let length = 1; length <= 9; length++) {
    for (let place = 0; place < length; place++) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = new Uint8Array(length).fill(0x61)
        bytes[place] = byte
        expect(counted(bytes, 2, 2)).toBe(judged(bytes))
      }
    }
  }
})
