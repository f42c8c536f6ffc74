/**
 * Moments that are written otherwise than the forms timestamp and timestamptz: basic (20240506T070809), with a comma, with
 * lower-case t or z, with a zone of hours alone or behind a blank, with a blank at the end, finer than a microsecond, and as
 * Go's time.Time.String writes them. What the encoder's cast `iso` reads (stage/encode/cast/times/iso.ts) as long as the day
 * exists; null for anything else. Slow beside the forms, and asked only of what has none of them.
 */
export function looseForm(bytes: Uint8Array, start: number, end: number): { zoned: boolean; finer: boolean } | null {
  if (end - start > LONGEST) return null
  const match = LOOSE.exec(Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1'))
  if (match === null) return null
  const [, year, , month, day, hour = '0', , minute = '0', second = '0', fraction = '', zone] = match
  if (!exists(Number(year), Number(month), Number(day))) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (zone !== undefined && (Number(zone.slice(1, 3)) > 14 || Number(zone.slice(3).replace(':', '')) > 59)) return null
  return { zoned: zone !== undefined, finer: /[1-9]/.test(fraction.slice(6)) }
}

/** Bytes of the longest: Go's, with a clock of many digits. */
const LONGEST = 80

const LOOSE =
  /^(\d{4})(-?)(\d\d)\2(\d\d)(?:[Tt ](\d\d)(?:(:?)(\d\d)(?:\6(\d\d)(?:[.,](\d+))?)?)? ?(?:([Zz]|[+-]\d\d(?::?\d\d)?)(?: [A-Z]{3,5}| [+-]\d\d(?:\d\d)?)?(?: m=[+-]\d+\.\d+)?)?)? ?$/

function exists(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(2000, 0, 1))
  date.setUTCFullYear(year, month - 1, day)
  // A zone could move the first and the last year out of those that both databases write with four digits.
  return year > 1 && year < 9999 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}
