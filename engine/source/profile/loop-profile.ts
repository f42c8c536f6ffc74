import * as layout from '../../loop/layout.ts'
import type { Loop } from '../../loop/loop.ts'
import { digitsOf } from './decimal-digits.ts'
import type { ColumnProfile, TextForm } from './profile.ts'

/** Empties the tally at this place for a new column. */
export function clearTally({ memory, bytes }: Loop, at: number): void {
  bytes.fill(0, at, at + layout.TALLY_BYTES)
  memory.setBigInt64(at + layout.MIN, 2n ** 63n - 1n, true)
  memory.setBigInt64(at + layout.MAX, -(2n ** 63n), true)
  memory.setFloat64(at + layout.MIN_REAL, Infinity, true)
  memory.setFloat64(at + layout.MAX_REAL, -Infinity, true)
  memory.setFloat64(at + layout.NEAREST_NEGATIVE, -Infinity, true)
  memory.setUint32(at + layout.LOOKING, 1, true)
}

/** Serial types of integers (fileformat2 §2.1). */
const INTEGERS = [1, 2, 3, 4, 5, 6, 8, 9]
/** The largest that is counted by itself; blobs have even ones from 12 on, texts odd ones from 13. */
const LAST_TYPE = 127

/**
 * What the tally at this place says of the values that the loop counted. What the reference alone tells is empty here: bad texts,
 * examples, ways of writing, loose moments, JSON in blobs.
 * @param isReal integers of the column's records are reals
 */
export function tallyProfile({ memory }: Loop, at: number, asked: readonly TextForm[], isReal: boolean): ColumnProfile {
  const count = (offset: number) => memory.getUint32(at + offset, true)
  const ofType = (type: number) => count(layout.BY_TYPE + 4 * type)
  const whole = INTEGERS.reduce((sum, type) => sum + ofType(type), 0)
  const integers = isReal ? 0 : whole
  const reals = ofType(7) + (isReal ? whole : 0)
  const [texts, longestShortText] = ofLength(13, ofType)
  const [blobs, longestShortBlob] = ofLength(12, ofType)
  const minInteger = integers > 0 ? memory.getBigInt64(at + layout.MIN, true) : null
  const maxInteger = integers > 0 ? memory.getBigInt64(at + layout.MAX, true) : null
  const zeros = count(layout.ZEROS)
  const negatives = count(layout.NEGATIVES)
  const wantsDecimal = asked.includes('decimal')
  const integerDigits = Math.max(digitsOf(minInteger ?? 0n), digitsOf(maxInteger ?? 0n))
  return {
    nulls: ofType(0),
    integers,
    reals,
    texts: texts + count(layout.LONG_TEXTS),
    blobs: blobs + count(layout.LONG_BLOBS),
    minInteger,
    maxInteger,
    minReal: reals > 0 ? memory.getFloat64(at + layout.MIN_REAL, true) : null,
    maxReal: reals > 0 ? memory.getFloat64(at + layout.MAX_REAL, true) : null,
    infinities: count(layout.INFINITIES),
    longestText: count(layout.LONGEST_TEXT),
    longestBytes: Math.max(count(layout.LONGEST_BYTES), longestShortText, longestShortBlob),
    emptyTexts: ofType(13),
    zeros,
    negatives,
    nearestNegative: negatives > 0 ? BigInt(memory.getFloat64(at + layout.NEAREST_NEGATIVE, true)) : null,
    dayNumbers: count(layout.DAY_NUMBERS),
    blobs16: ofType(12 + 2 * 16),
    guids: { ordered: count(layout.ORDERED), swapped: count(layout.SWAPPED), order: 'unknown' },
    jsonBlobs: 0,
    forms: Object.fromEntries(asked.map((form) => [form, formCount(form, count)])),
    written: [],
    loose: { plain: 0, zoned: 0, finer: 0 },
    midnights: count(layout.MIDNIGHTS),
    dated: { times: 0, day: null },
    examples: [],
    wholeDigits: wantsDecimal ? Math.max(count(layout.WHOLE), integerDigits) : 0,
    fractionDigits: count(layout.FRACTION),
    badTexts: { nul: 0, invalid: 0, rowids: [] },
    epochs: {
      s: zeros + count(layout.SECONDS),
      ms: zeros + count(layout.MILLISECONDS),
      us: zeros + count(layout.MICROSECONDS),
      ns: zeros + count(layout.NANOSECONDS),
      finerThanUs: count(layout.FINER),
    },
  }
}

/** How many values have the serial types first, first + 2 … that are counted by themselves, and the bytes of the longest. */
function ofLength(first: number, ofType: (type: number) => number): [values: number, longest: number] {
  let [values, longest] = [0, 0]
  for (let type = first; type <= LAST_TYPE; type += 2) {
    values += ofType(type)
    if (ofType(type) > 0) longest = (type - first) / 2
  }
  return [values, longest]
}

function formCount(form: TextForm, count: (offset: number) => number): number {
  switch (form) {
    case 'boolean':
      return count(layout.BOOLEANS)
    case 'date':
      return count(layout.DATES)
    case 'timestamp':
      // A date alone is a timestamp at midnight.
      return count(layout.DATES) + count(layout.TIMESTAMPS)
    case 'timestamptz':
      return count(layout.ZONED)
    case 'time':
      return count(layout.TIMES)
    case 'uuid':
      return count(layout.UUIDS)
    case 'integer':
      return count(layout.INTEGER_TEXTS)
    case 'decimal':
      return count(layout.DECIMALS)
    case 'json':
    case 'jsonb':
      // What is json and not jsonb is for the reference.
      return count(layout.JSONS)
  }
}
