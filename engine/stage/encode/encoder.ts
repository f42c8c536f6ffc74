import { LiteliftError } from '../../errors.ts'
import type { Cast, ColumnPlan, TablePlan } from '../../plan/plan.ts'
import { jsonOfBlob } from '../../source/profile/jsonb-blob.ts'
import { BLOB, INTEGER, integerAt, NULL, REAL, rowidOf, TEXT, type Row } from '../../source/pages/row.ts'
import { castFor } from './cast/cast-for.ts'
import type { CheckedCast } from './cast/checked-cast.ts'
import { parseDays, parseTime, time } from './calendar.ts'
import { numericBound, writeNumeric } from './numeric.ts'
import { copyShort, type Output, SHORT } from './output.ts'
import type { RefusedValue } from './refused-value.ts'
import { realAsSqliteText } from './sqlite-text.ts'
import { textRules } from './text-rules.ts'
import { writeEpoch, writeEpochNs, writeJulian, writeTimestampText } from './timestamp.ts'
import { writeUuidText } from './uuid.ts'
import { command } from '../../named.ts'

/** More than a field of fixed size or a number as text needs: length word, 24 characters of a double, numeric's header. */
const FIXED = 64

/**
 * PostgreSQL allocates at most 1 GB - 1 at once, for a value as for a row before it is compressed (memutils.h, MaxAllocSize); the
 * rest is for the row's header, alignment, and short texts, which are not counted: 1,600 of them at the most.
 */
const LARGEST_ROW = 2 ** 30 - 2 ** 17
const TOO_LARGE = 'is larger than 1 GB, which PostgreSQL cannot hold'

/**
 * Encodes rows as binary COPY: those that the loop in WebAssembly leaves to it (loop-encoder.ts), for which it is the reference, and
 * whole tables that the loop does not take. One flat loop over the columns with a switch on cast and storage class:
 * 2,000,000 rows × 17 columns are read and encoded in about a second on one core (bench/), where a closure per
 * column took a third longer.
 */
export class Encoder {
  readonly output: Output
  readonly #columns: readonly ColumnPlan[]
  readonly #table: string
  readonly #keepsRowid: boolean
  readonly #casts: readonly Cast[]
  readonly #positions: Int32Array
  /** Of the columns that a user casts; they look at every value, so that they need no profile. */
  readonly #checked: readonly (CheckedCast | null)[]
  readonly #textRules: ReturnType<typeof textRules>

  constructor({ source, columns, keepsRowid }: Pick<TablePlan, 'source' | 'columns' | 'keepsRowid'>, output: Output) {
    this.output = output
    this.#table = source
    this.#keepsRowid = keepsRowid
    this.#columns = columns
    this.#casts = columns.map((column) => internal(column.cast))
    this.#positions = Int32Array.from(columns, (column) => column.position)
    this.#checked = columns.map((column) =>
      column.cast === 'checked' ? castFor({ ...column, type: column.encoded }) : null,
    )
    this.#textRules = textRules(columns)
  }

  /**
   * Appends one row, or says why it cannot; the output then stands where it stood before. Text rules change the row.
   * @throws LiteliftError `target-refused-values` naming the cell when a value is not what the profile said
   */
  encode(row: Row): RefusedValue | null {
    const { output } = this
    const casts = this.#casts
    const positions = this.#positions
    const fields = casts.length
    const refused = this.#textRules?.(row)
    if (refused) return refused
    const { kind: kinds, high, low, real, start, end, view: cells } = row
    const before = output.position
    output.reserve(2 + (fields + 1) * FIXED)
    output.int16(this.#keepsRowid ? fields + 1 : fields)
    let { view, position } = output
    for (let index = 0; index < fields; index++) {
      const column = positions[index]!
      const kind = kinds[column]!
      const cast = casts[index]!
      if (kind === NULL) {
        view.setInt32(position, -1)
        position += 4
        continue
      }
      // The three most frequent here, at hand: through #field the whole takes a third longer.
      if (kind === INTEGER && cast === 'bigint') {
        view.setInt32(position, 8)
        view.setInt32(position + 4, high[column]!)
        view.setInt32(position + 8, low[column]!)
        position += 12
        continue
      }
      if (kind === REAL && cast === 'double') {
        view.setInt32(position, 8)
        view.setFloat64(position + 4, real[column]!)
        position += 12
        continue
      }
      if (kind >= TEXT) {
        const from = start[column]!
        const length = end[column]! - from
        if (cast === 'text' && length < SHORT) {
          view.setInt32(position, length)
          copyShort(cells, from, view, position + 4, length)
          position += 4 + length
          continue
        }
        if (position - before + length > LARGEST_ROW) {
          output.position = before
          return {
            column: index,
            reason: length > LARGEST_ROW ? TOO_LARGE : 'makes its row larger than 1 GB, which PostgreSQL cannot hold',
          }
        }
        output.position = position
        output.reserve(length + (fields - index) * FIXED)
      } else output.position = position
      const checked = this.#checked[index]
      if (checked) {
        const reason = checked(row, column, output)
        if (reason !== null) {
          output.position = before
          return { column: index, reason }
        }
        output.reserve((fields - index) * FIXED)
      } else if (!this.#field(cast, kind, row, column)) this.#refuse(index, row)
      ;({ view, position } = output)
    }
    output.position = position
    if (this.#keepsRowid) {
      output.reserve(FIXED)
      output.int32(8)
      output.bigint64(rowidOf(row))
    }
    return null
  }

  /** Writes one field that is not NULL; false where the cast does not take this storage class. */
  #field(cast: Cast, kind: number, row: Row, column: number): boolean {
    const { output } = this
    switch (cast) {
      case 'bigint':
        if (kind !== INTEGER) return false
        output.int32(8)
        output.int64(row.high[column]!, row.low[column]!)
        return true
      case 'integer':
        if (kind !== INTEGER || row.high[column]! !== row.low[column]! >> 31) return false
        output.int32(4)
        output.int32(row.low[column]!)
        return true
      case 'smallint':
        if (
          kind !== INTEGER ||
          row.high[column]! !== row.low[column]! >> 31 ||
          (row.low[column]! << 16) >> 16 !== row.low[column]!
        )
          return false
        output.int32(2)
        output.int16(row.low[column])
        return true
      case 'double':
        if (kind !== REAL && kind !== INTEGER) return false
        output.int32(8)
        output.float64(kind === REAL ? row.real[column]! : Number(integerAt(row, column)))
        return true
      case 'text':
      case 'bytea':
        this.#text(kind, row, column)
        return true
      case 'boolean':
        return this.#boolean(kind, row, column)
      case 'date':
        if (kind !== TEXT) return false
        output.int32(4)
        output.int32(parseDays(row.bytes, row.start[column]!))
        return true
      case 'time':
        if (kind !== TEXT) return false
        parseTime(row.bytes, row.start[column]!, row.end[column]!)
        output.int32(8)
        output.int64(
          Math.floor((time.seconds * 1e6 + time.micros) / 4_294_967_296),
          (time.seconds * 1e6 + time.micros) % 4_294_967_296,
        )
        return true
      case 'timestamp':
      case 'timestamptz':
        if (kind !== TEXT) return false
        writeTimestampText(output, row.bytes, row.start[column]!, row.end[column]!)
        return true
      case 'timestamptz-unix-s':
        return this.#epoch(kind, row, column, 1)
      case 'timestamptz-unix-ms':
        return this.#epoch(kind, row, column, 1e3)
      case 'timestamptz-unix-us':
        return this.#epoch(kind, row, column, 1e6)
      case 'timestamptz-unix-ns':
        if (kind !== INTEGER) return false
        writeEpochNs(output, row, column)
        return true
      case 'timestamp-julian':
        if (kind !== REAL && kind !== INTEGER) return false
        writeJulian(output, kind === REAL ? row.real[column]! : row.low[column]!)
        return true
      case 'numeric':
        return this.#numeric(kind, row, column)
      case 'uuid':
        return this.#uuid(kind, row, column)
      case 'jsonb':
        return this.#jsonb(kind, row, column)
      case 'checked':
        return false
    }
  }

  #text(kind: number, row: Row, column: number): void {
    const { output } = this
    if (kind >= TEXT) {
      output.int32(row.end[column]! - row.start[column]!)
      output.copyCell(row, column)
      return
    }
    const text = kind === INTEGER ? integerAt(row, column).toString() : realAsSqliteText(row.real[column]!)
    output.int32(text.length)
    output.ascii(text)
  }

  /** 0 and 1, or a word of which the first letter decides: the profile let through t, f, true, false only. */
  #boolean(kind: number, row: Row, column: number): boolean {
    if (kind !== INTEGER && kind !== TEXT) return false
    const truth = kind === INTEGER ? row.low[column]! : (row.bytes[row.start[column]!]! | 32) === 116 ? 1 : 0
    if (kind === INTEGER && (row.high[column]! !== 0 || truth >>> 0 > 1)) return false
    const { output } = this
    output.int32(1)
    output.bytes[output.position++] = truth
    return true
  }

  #epoch(kind: number, row: Row, column: number, unitsPerSecond: number): boolean {
    if (kind !== INTEGER) return false
    writeEpoch(this.output, row, column, unitsPerSecond)
    return true
  }

  #numeric(kind: number, row: Row, column: number): boolean {
    if (kind === BLOB) return false
    const text =
      kind === INTEGER
        ? integerAt(row, column).toString()
        : kind === REAL
          ? String(row.real[column]!)
          : Buffer.from(
              row.bytes.buffer,
              row.bytes.byteOffset + row.start[column]!,
              row.end[column]! - row.start[column]!,
            ).toString('latin1')
    // 1e-308 has 308 digits after the point that its text does not show.
    this.output.reserve(numericBound(text.length + 400) + this.#casts.length * FIXED)
    writeNumeric(this.output, text)
    return true
  }

  #uuid(kind: number, row: Row, column: number): boolean {
    const { output } = this
    const start = row.start[column]!
    if (kind < TEXT || (kind === BLOB && row.end[column]! - start !== 16)) return false
    output.int32(16)
    if (kind === BLOB) output.copyCell(row, column)
    else writeUuidText(output, row.bytes, start, row.end[column]!)
    return true
  }

  /** jsonb's binary form is a version byte and the text (jsonb.c, jsonb_recv). */
  #jsonb(kind: number, row: Row, column: number): boolean {
    const { output } = this
    const { bytes } = row
    const start = row.start[column]!
    const end = row.end[column]!
    if (kind === TEXT) {
      output.int32(end - start + 1)
      output.bytes[output.position++] = 1
      output.copyCell(row, column)
      return true
    }
    const json = kind === BLOB ? jsonOfBlob(bytes, start, end) : Buffer.from(this.#jsonNumber(kind, row, column))
    if (json === null) return false
    output.reserve(json.length + this.#casts.length * FIXED)
    output.int32(json.length + 1)
    output.bytes[output.position++] = 1
    output.append(json)
    return true
  }

  #jsonNumber(kind: number, row: Row, column: number): string {
    return kind === INTEGER ? integerAt(row, column).toString() : String(row.real[column]!)
  }

  #refuse(index: number, row: Row): never {
    const column = this.#columns[index]!
    throw new LiteliftError('target-refused-values', {
      subject: { table: this.#table, column: column.source, rowid: rowidOf(row).toString() },
      message: `A value of ${this.#table}.${column.source} does not become ${column.type}, although the profile of the file said so.`,
      hint: `This is a defect in litelift; please report it with the plan: ${command('plan')}.`,
    })
  }
}

/**
 * The same text as the engine's own constant: one that came from another thread is a copy, and comparing it with a constant
 * compares its characters each time, an eighth of the time that encoding takes.
 */
function internal<Text extends string>(text: Text): Text {
  return Object.keys({ [text]: null })[0] as Text
}
