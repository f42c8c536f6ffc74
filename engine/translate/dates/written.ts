import { infix, type Comparator } from '../operators/comparator.ts'
import { atom, constantUnlessNull, type Kind, type Term } from '../term.ts'

/** A side of a comparison that SQLite writes as a date or time: how, and the moment as the SQL of a type, cut to a way of writing it. */
interface Writing {
  written: string
  cut(written: string, kind: Kind): string | null
}

/** A way of writing that leaves the time out at midnight, and only then. */
export function shortened(day: string, full: string): string {
  return `${day}[${full.slice(day.length)}]`
}

/**
 * Compares a column whose texts are all written in one way with what is written in the same way, or in one that begins like
 * it: of two texts that are equal as far as the shorter goes, the longer is the greater. Null where neither is so.
 */
export function compareWritten(column: Term, op: Comparator, other: Term): Term | null {
  const { written, kind } = column
  if (written === undefined || column.storage !== 'text') return null
  const writing = writingOf(other)
  if (writing === null) return null
  const isSame = writing.written === written
  if (!isSame && written.endsWith(']')) return compareShortened(column, op, other, writing)
  const isLonger = !isSame && written.startsWith(writing.written)
  if (!isSame && !isLonger && (!writing.written.startsWith(written) || writing.written.endsWith(']'))) return null
  const sql = writing.cut(isLonger ? writing.written : written, kind)
  if (sql === null) return null
  const side = atom(kind, sql, { nullable: other.nullable })
  if (isSame) return infix(column, op, side)
  if (op === '=' || op === '<>') return constantUnlessNull(op === '<>', column, other)
  const isAbove = op === '>' || op === '>='
  return infix(column, isLonger ? (isAbove ? '>=' : '<') : isAbove ? '>' : '<=', side)
}

/** A midnight of the column is its day alone: before the same moment in full, and equal to the day. */
function compareShortened(column: Term, op: Comparator, other: Term, writing: Writing): Term | null {
  const [day, rest] = column.written!.slice(0, -1).split('[')
  const isDay = writing.written === day
  if (!isDay && writing.written !== `${day}${rest}`) return null
  const sql = writing.cut(writing.written, column.kind)
  if (sql === null) return null
  // Nothing that is written in this way lies between a midnight and the microsecond after it.
  const after = `CASE WHEN ${sql} = date_trunc('day', ${sql}) THEN ${sql} + interval '1 microsecond' ELSE ${sql} END`
  return infix(column, op, atom(column.kind, isDay ? sql : after, { nullable: other.nullable }))
}

function writingOf(term: Term): Writing | null {
  if (typeof term.value === 'string') return ofText(term.value)
  if (term.moment) return ofMoment(term.moment)
  return term.written !== undefined && term.storage === 'text' ? ofColumn(term, term.written) : null
}

function ofText(text: string): Writing | null {
  if (!isMoment(text)) return null
  return {
    written: text.replace(/\d/g, '0'),
    cut(written, kind) {
      const shown = text.slice(0, written.length).replace('T', ' ').replace('Z', '')
      return kind === 'timestamptz' ? `'${shown}+00'::timestamptz` : `'${shown}'::${kind}`
    },
  }
}

function ofMoment({ format, at }: NonNullable<Term['moment']>): Writing | null {
  const written = writtenBy(format)
  return written === null ? null : { written, cut: (shorter, kind) => cutTo(shorter, kind, at) }
}

function ofColumn({ sql, kind }: Term, written: string): Writing {
  return {
    written,
    cut(shorter, wanted) {
      if (shorter === written && kind === wanted) return sql
      const at = kind === 'date' ? `${sql}::timestamp` : kind === 'timestamptz' ? `(${sql} AT TIME ZONE 'UTC')` : sql
      return shorter === written ? inType(wanted, at) : cutTo(shorter, wanted, at)
    },
  }
}

/** What the ways of writing that strftime() has leave of a moment, by their length without a zone. */
const PRECISION: Record<number, string> = { 10: 'day', 16: 'minute', 19: 'second', 23: 'milliseconds' }

function cutTo(written: string, kind: Kind, at: string): string | null {
  const precision = PRECISION[written.replace('Z', '').length]
  return precision === undefined ? null : inType(kind, `date_trunc('${precision}', ${at})`)
}

function inType(kind: Kind, timestamp: string): string {
  if (kind === 'timestamptz') return `(${timestamp} AT TIME ZONE 'UTC')`
  return kind === 'date' ? `(${timestamp})::date` : timestamp
}

/** What a strftime() format writes, a 0 for every digit, where that is a date or a date and a time; else null. */
export function writtenBy(format: string): string | null {
  const whole = format.replace('%F', '%Y-%m-%d').replace('%T', '%H:%M:%S')
  if (!/^%Y-%m-%d([ T]%H:%M(:%[Sf])?Z?)?$/.test(whole)) return null
  return whole
    .replace('%Y', '0000')
    .replace('%f', '00.000')
    .replace(/%[mdHMS]/g, '00')
}

/** What SQLite reads of a date and time that a function has written, CURRENT_TIMESTAMP say: SQL of a timestamp; null where that is none. */
export function readBack({ format, at }: NonNullable<Term['moment']>): string | null {
  const written = writtenBy(format)
  const precision = written === null ? undefined : PRECISION[written.replace('Z', '').length]
  return precision === undefined ? null : `date_trunc('${precision}', ${at})`
}

/** A date, or a date and a time with Z or without a zone, of years 0001–9999. */
export function isMoment(text: string): boolean {
  return isDate(text.slice(0, 10)) && /^.{10}([ T]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z?)?$/.test(text)
}

/** A day of years 0001–9999 as YYYY-MM-DD. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith('0000')) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
