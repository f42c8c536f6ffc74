import { int64 } from './int64.ts'
import { BLOB, INTEGER, NULL, REAL, type Row, TEXT } from './row.ts'
import type { ScanColumn } from './scan.ts'

type Value = ScanColumn['missing']

/**
 * Completes rows that were written before ALTER TABLE ADD COLUMN: their records are short, and the columns at the end
 * have the value that the column's DEFAULT gives.
 */
export class MissingValues {
  readonly #values: Value[]
  /** The bytes of every missing TEXT and BLOB, and where each begins; a row that needs them is copied behind them. */
  readonly #offsets: number[] = []
  readonly #length: number
  #scratch: Uint8Array

  constructor(columns: ScanColumn[]) {
    this.#values = columns.map((column) => column.missing)
    const parts: Uint8Array[] = []
    let length = 0
    for (const value of this.#values) {
      const bytes = bytesOf(value)
      this.#offsets.push(length)
      parts.push(bytes)
      length += bytes.length
    }
    this.#length = length
    this.#scratch = Uint8Array.from(Buffer.concat(parts))
  }

  /** Sets the columns of the fields from `field` on. */
  fill(row: Row, columnOf: Int32Array, field: number): void {
    let copied = false
    for (let f = field; f < columnOf.length; f++) {
      const column = columnOf[f]!
      if (column < 0) continue
      const value = this.#values[column]!
      row.kind[column] = classOf(value)
      if (typeof value === 'number') row.real[column] = value
      else if (typeof value === 'bigint') {
        const { high, low } = int64(value)
        row.high[column] = high
        row.low[column] = low
      } else if (value !== null) {
        if (!copied) this.#copy(row, columnOf, field)
        copied = true
        row.start[column] = this.#offsets[column]!
        row.end[column] = this.#offsets[column]! + bytesOf(value).length
      }
    }
  }

  /** Moves the texts and blobs of the fields before `field` behind the missing ones, into one buffer. */
  #copy(row: Row, columnOf: Int32Array, field: number): void {
    const from = row.bytes
    const held = heldColumns(row, columnOf, field)
    const size = held.reduce((sum, column) => sum + row.end[column]! - row.start[column]!, this.#length)
    if (this.#scratch.length < size) {
      const larger = new Uint8Array(2 * size)
      larger.set(this.#scratch.subarray(0, this.#length))
      this.#scratch = larger
    }
    let at = this.#length
    for (const column of held) {
      const part = from.subarray(row.start[column], row.end[column])
      this.#scratch.set(part, at)
      row.start[column] = at
      at += part.length
      row.end[column] = at
    }
    row.bytes = this.#scratch
  }
}

function heldColumns(row: Row, columnOf: Int32Array, field: number): number[] {
  const columns: number[] = []
  for (let f = 0; f < field; f++) {
    const column = columnOf[f]!
    if (column >= 0 && (row.kind[column] === TEXT || row.kind[column] === BLOB)) columns.push(column)
  }
  return columns
}

function classOf(value: Value): number {
  if (value === null) return NULL
  if (typeof value === 'bigint') return INTEGER
  if (typeof value === 'number') return REAL
  return typeof value === 'string' ? TEXT : BLOB
}

function bytesOf(value: Value): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value)
  return value instanceof Uint8Array ? value : new Uint8Array(0)
}
