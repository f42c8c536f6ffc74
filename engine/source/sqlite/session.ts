import type Database from 'better-sqlite3'
import type { Note } from '../../notes.ts'
import { type Loaded, loadDump } from '../dump/load.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import { holdsRows } from '../schema/holds-rows.ts'
import { indexEntries } from '../schema/index-entries.ts'
import { type Holds, inspect, type Inspected, type InspectedTable } from '../schema/inspect.ts'
import { makeSchemaLegible, noteMisread } from '../schema/legible-schema.ts'
import { type Executable, readExecutable } from '../schema/read-objects.ts'
import { removeObjects } from '../schema/remove-objects.ts'
import { withSqliteErrors } from '../schema/sqlite-error.ts'
import { openDatabase, recoverDatabase } from './open-database.ts'
import { blobIds, textIds } from './read-ids.ts'
import { RowBytes } from './row-bytes.ts'
import { orderOf, type RowOrder, rowidOf } from './row-order.ts'
import type { FileRow } from './value.ts'

/** Objects and bytes of SQL of the schema, and rows and bytes of a table, that one call gives. */
const BATCH_OBJECTS = 500
const BATCH_SQL = 2 ** 19
const BATCH_ROWS = 1000
const BATCH_BYTES = 2 ** 23

/** Entries of an index that are counted at once with those of others: a call for each table costs as much as this many. */
const FEW_ENTRIES = 10_000

/** Indexes of a table. */
export interface IndexesOf {
  table: string
  indexes: readonly string[]
}

/** A part of a file's schema; the table that the next part begins with where it is known, `done` where there is none. */
export interface SchemaPart {
  objects: InspectedTable[]
  next: string | null
  done: boolean
}

/** Rows in their order as bytes (row-bytes.ts), how many values each has, and whether there are no more. */
export interface RowPart {
  rows: number
  bytes: Uint8Array
  columns: number
  done: boolean
}

/**
 * All that SQLite does with one private copy. The methods are what sqlite-process.ts calls from another process: arguments and results are plain
 * data of bounded size, and each call works until it has its result, however long that takes.
 */
export class Session {
  #opened: Opened | null = null
  #inspecting: Iterator<Inspected> | null = null
  readonly #readings = new Map<number, Reading>()

  /** Brings in a log or journal. */
  recover(path: string): void {
    recoverDatabase(path)
  }

  /** Makes a database at `path`, of at most so many bytes, of an SQL dump. */
  load(dump: string, path: string, bytes: number): Loaded {
    return loadDump(dump, path, bytes)
  }

  /** Opens the copy, of which views, triggers and statistics are taken out first. */
  open(pages: PageFileSpec, holds: Holds): { objects: number; notes: Note[] } {
    this.close()
    const executable = readExecutable(pages)
    removeObjects(pages, executable.rowids)
    const database = openDatabase(pages.path)
    this.#opened = { database, executable, holds }
    const misread = withSqliteErrors({ file: pages.path }, () => {
      // Makes SQLite parse the whole schema.
      database.prepare('SELECT count(*) FROM sqlite_schema').get()
      return makeSchemaLegible(database)
    })
    return { objects: executable.objects, notes: noteMisread(pages.encoding, [...misread, ...executable.misread]) }
  }

  /** Views and triggers, which SQLite does not know. */
  executable(): Pick<Executable, 'views' | 'triggers'> {
    const { views, triggers } = this.#open.executable
    return { views, triggers }
  }

  /** The next tables. */
  inspect(): SchemaPart {
    this.#inspecting ??= inspect(this.#open.database, this.#open.holds)
    const objects: InspectedTable[] = []
    for (let bytes = 0; objects.length < BATCH_OBJECTS && bytes < BATCH_SQL;) {
      const next = this.#inspecting.next()
      if (next.done) {
        this.#inspecting = null
        return { objects, next: null, done: true }
      }
      const object = next.value
      if ('begins' in object) return { objects, next: object.begins, done: false }
      objects.push(object)
      const { sql } = 'table' in object ? object.table : object.unreadable
      bytes += sql.length
    }
    return { objects, next: null, done: false }
  }

  /** Which of the tables have any row. */
  holdingRows(tables: string[]): string[] {
    return tables.filter((table) => withSqliteErrors({ table }, () => holdsRows(this.#open.database, table)))
  }

  /** Ids of the first texts and blobs of a column (read-ids.ts). */
  ids(table: string, column: string, of: 'text' | 'blob'): string[] {
    return withSqliteErrors({ table }, () => (of === 'text' ? textIds : blobIds)(this.#open.database, table, column))
  }

  /** How many entries each of the indexes of a table has; null where SQLite cannot read them. */
  indexEntries(table: string, indexes: readonly string[]): (number | null)[] {
    return indexes.map((index) => indexEntries(this.#open.database, table, index))
  }

  /** The same of many tables at once; null for a table of which an index has more than a few. */
  fewIndexEntries(tables: readonly IndexesOf[]): ((number | null)[] | null)[] {
    return tables.map(({ table, indexes }) => {
      const entries = indexes.map((index) => indexEntries(this.#open.database, table, index, FEW_ENTRIES + 1))
      return entries.some((count) => count !== null && count > FEW_ENTRIES) ? null : entries
    })
  }

  rowidOf(table: string): string | null {
    return withSqliteErrors({ table }, () => rowidOf(this.#open.database, table))
  }

  orderOf(table: string): RowOrder {
    return withSqliteErrors({ table }, () => orderOf(this.#open.database, table))
  }

  /** Begins to read rows; `id` is what {@link read} and {@link endReading} are asked with. */
  beginReading(id: number, table: string, sql: string): void {
    withSqliteErrors({ table }, () => {
      const statement = this.#open.database.prepare<[], FileRow>(sql).raw().safeIntegers()
      const columns = statement.columns().length
      this.#readings.set(id, { table, rows: statement.iterate(), columns, part: new RowBytes() })
    })
  }

  /** The next rows: at most 1,000, or about 8 MB. */
  read(id: number): RowPart {
    const { table, rows, columns, part } = this.#readings.get(id)!
    const done = withSqliteErrors({ table }, () => {
      while (part.rows < BATCH_ROWS && part.size < BATCH_BYTES) {
        const next = rows.next()
        if (next.done) return true
        part.add(next.value)
      }
      return false
    })
    if (done) this.#readings.delete(id)
    return { ...part.take(), columns, done }
  }

  endReading(id: number): void {
    this.#readings.get(id)?.rows.return?.()
    this.#readings.delete(id)
  }

  close(): void {
    this.#opened?.database.close()
    this.#opened = null
    this.#inspecting = null
  }

  get #open(): Opened {
    if (this.#opened === null) throw new Error('no file is open')
    return this.#opened
  }
}

interface Opened {
  database: Database.Database
  executable: Executable
  holds: Holds
}

interface Reading {
  table: string
  rows: Iterator<FileRow>
  columns: number
  part: RowBytes
}

/** The methods of a session as they are called from another process. */
export type Remote = {
  [Name in Exclude<keyof Session, 'close'>]: (...args: Parameters<Session[Name]>) => Promise<ReturnType<Session[Name]>>
}
