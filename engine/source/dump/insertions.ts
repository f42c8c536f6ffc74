import { isAscii, isUtf8 } from 'node:buffer'
import type Database from 'better-sqlite3'
import { quoteSqliteName } from '../schema/name.ts'
import type { Kind } from './kinds.ts'
import { RawText, type Value, Values } from './values.ts'

/** Statements that are read as characters, as a whole; longer ones as bytes, which take half the memory. */
const MOST_CHARACTERS = 2 ** 20
const MOST_PREPARED = 200

export type Insert = Extract<Kind, { do: 'insert' }>

/** Where rows go: a table, the schema (schema-rows.ts), or nowhere. */
export type Into = 'table' | 'schema' | 'nothing'

/** An INSERT up to its first value, which mostly is that of the next statement as well. */
export interface Header {
  bytes: Buffer
  /** Its length as characters of UTF-8. */
  characters: number
  insert: Insert
  into: Into
  /** For rows of one width, whose texts are characters. */
  prepared: { width: number; statement: Database.Statement } | null
}

/** Inserts rows as values of prepared statements: nothing between VALUES and the semicolon ever is SQL. */
export class Insertions {
  readonly #database: Database.Database
  /** Text of a name. */
  readonly #legible: (latin1: string) => string
  readonly #prepared = new Map<string, Database.Statement>()
  #last: Header | null = null

  constructor(database: Database.Database, legible: (latin1: string) => string) {
    this.#database = database
    this.#legible = legible
  }

  /** The header of the statement before, if this one has the same bytes. */
  headerOf(bytes: Buffer): Header | null {
    const { bytes: last } = this.#last ?? {}
    if (last === undefined || bytes.length < last.length) return null
    return bytes.compare(last, 0, last.length, 0, last.length) === 0 ? this.#last : null
  }

  header(insert: Insert, bytes: Buffer, into: Into): Header {
    const header = Buffer.from(bytes.subarray(0, insert.valuesAt))
    const found = { bytes: header, characters: header.toString().length, insert, into, prepared: null }
    // A table that is not there yet may be when the next row comes.
    this.#last = into === 'nothing' ? null : found
    return found
  }

  /** Inserts the rows of a statement; gives how many there are. */
  insert(header: Header, bytes: Buffer): number {
    const values = valuesOf(header, bytes)
    const row: Value[] = []
    let rows = 0
    for (let width = values.next(row); width > 0; width = values.next(row)) {
      row.length = width
      rows += values.hasRawText ? this.#insertRaw(header, row) : this.#insertRow(header, row)
    }
    return rows
  }

  #insertRow(header: Header, row: Value[]): number {
    if (header.prepared?.width !== row.length) {
      const marks = row.map(() => '?')
      header.prepared = { width: row.length, statement: this.#prepare(header.insert, marks) }
    }
    return header.prepared.statement.run(row).changes
  }

  #insertRaw(header: Header, row: Value[]): number {
    const marks = row.map((value) => (value instanceof RawText ? 'CAST(? AS TEXT)' : '?'))
    const values = row.map((value) => (value instanceof RawText ? value.bytes : value))
    return this.#prepare(header.insert, marks).run(values).changes
  }

  #prepare({ table, columns, or }: Insert, marks: string[]): Database.Statement {
    const names = columns === null ? '' : `(${columns.map((name) => this.#quoted(name)).join(',')})`
    const sql = `INSERT ${or === null ? '' : `OR ${or}`} INTO main.${this.#quoted(table)} ${names} VALUES (${marks.join(',')})`
    let statement = this.#prepared.get(sql)
    if (statement === undefined) {
      if (this.#prepared.size === MOST_PREPARED) this.#prepared.clear()
      statement = this.#database.prepare(sql)
      this.#prepared.set(sql, statement)
    }
    return statement
  }

  #quoted(name: string): string {
    return quoteSqliteName(this.#legible(name))
  }
}

/** The rows of a statement that is not to be inserted. */
export function* rowsOf(header: Header, bytes: Buffer): Generator<Value[]> {
  const values = valuesOf(header, bytes)
  for (;;) {
    const row: Value[] = []
    if (values.next(row) === 0) return
    yield row
  }
}

function valuesOf(header: Header, bytes: Buffer): Values {
  const isPlain = isAscii(bytes)
  const isText = isPlain || (bytes.length <= MOST_CHARACTERS && isUtf8(bytes))
  const text = bytes.toString(isPlain || !isText ? 'latin1' : 'utf8')
  const from = isText ? header.characters : header.bytes.length
  return new Values(text, from, !isText || bytes.length > MOST_CHARACTERS)
}
