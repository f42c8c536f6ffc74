/** A text form that a declared type promises; the profile counts the texts that have it. */
export type TextForm =
  | 'boolean' // t f true false (any case)
  | 'date' // YYYY-MM-DD, a real day of years 0001–9999
  | 'timestamp' // date, or date + 'T'/' ' + hh:mm[:ss[.f]] with at most 6 significant fraction digits, no zone
  | 'timestamptz' // the same followed by Z or ±hh:mm
  | 'time' // hh:mm[:ss[.f]], at most 6 significant fraction digits
  | 'uuid' // 8-4-4-4-12 hex, any case
  | 'json' // what jsonb accepts: RFC 8259, no \u0000, no lone surrogate escapes, numbers within numeric
  | 'jsonb' // the same, and no object has a key twice: jsonb would keep the last one only
  | 'integer' // as SQLite writes one: no sign but -, no leading zeros, at most 18 digits
  | 'decimal' // [+-]digits[.digits], no exponent

/** What one column's values are; exact, from a full scan. Plain data. */
export interface ColumnProfile {
  nulls: number
  integers: number
  reals: number
  texts: number
  blobs: number
  /** Smallest and largest INTEGER, null without any. */
  minInteger: bigint | null
  maxInteger: bigint | null
  /** Smallest and largest REAL, null without any. */
  minReal: number | null
  maxReal: number | null
  /** REAL values that are ±Infinity. */
  infinities: number
  /** Longest TEXT in characters (code points) and longest TEXT or BLOB in bytes of UTF-8. */
  longestText: number
  longestBytes: number
  emptyTexts: number
  /** INTEGER values that are 0, and those below. */
  zeros: number
  negatives: number
  /** The largest INTEGER below zero; null without any. */
  nearestNegative: bigint | null
  /** INTEGER values that are a day as eight digits (yyyymmdd) of 1900 … 2199. */
  dayNumbers: number
  /** 16-byte blobs. */
  blobs16: number
  /**
   * 16-byte blobs that have a UUID's version and variant (RFC 9562, 4.1 and 4.2) when read in order, and when read as .NET writes a Guid;
   * those of only zeros or only ones count as both. `order` is what they, or texts of the same ids, tell of all (guid-order.ts).
   */
  guids: { ordered: number; swapped: number; order: 'ordered' | 'swapped' | 'unknown' }
  /** Blobs that are JSON of the form `jsonb`, in SQLite's binary format or as text. Only where `jsonb` was asked for. */
  jsonBlobs: number
  /** How many texts have each form that was asked for; a form that was not asked for is absent. */
  forms: Partial<Record<TextForm, number>>
  /**
   * How the texts of the forms date, timestamp and timestamptz are written: each way once, up to three, a 0 for every digit
   * (`0000-00-00 00:00:00`, `0000-00-00T00:00:00.000Z`). One alone sorts like the moments that it stands for. An offset other
   * than Z is written as `±`.
   */
  written: string[]
  /**
   * Texts that ISO 8601 readers take but that are not written as the forms timestamp and timestamptz are: without a zone, with
   * one, and, counted in one of these as well, finer than a microsecond. Only where `timestamp` was asked for.
   */
  loose: { plain: number; zoned: number; finer: number }
  /** Texts of the form timestamp whose time is midnight, dates alone not among them. Only where `timestamp` was asked for. */
  midnights: number
  /** Texts of the form timestamp in a column that was asked for `time`, and the day that all of them have, or null. */
  dated: { times: number; day: string | null }
  /** Up to two different texts, shortened, that are not empty and have no form that was asked for. */
  examples: string[]
  /**
   * Over all integers, reals and `decimal` texts: most digits before and after the point in exact decimal notation
   * (a REAL counts as its shortest decimal that reads back as the same double). Only where `decimal` was asked for.
   */
  wholeDigits: number
  fractionDigits: number
  /** Texts that PostgreSQL cannot hold: with a NUL, or no valid UTF-8. At most 20 cells are named. */
  badTexts: { nul: number; invalid: number; rowids: bigint[] }
  /**
   * INTEGER counts by epoch unit magnitude: 0 and values that fit 1970-01-02 … 2199 in that unit. `ns` are whole
   * microseconds, which is what PostgreSQL keeps; `finerThanUs` are the other nanoseconds, without zeros.
   */
  epochs: { s: number; ms: number; us: number; ns: number; finerThanUs: number }
}

/** One table's profile: `columns[i]` is that of Table.columns[i]. */
export interface TableProfile {
  rows: number
  columns: ColumnProfile[]
}
