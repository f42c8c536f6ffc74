import type { PageFileSpec } from '../pages/page-file.ts'
import { openReader } from '../pages/reader.ts'
import { BLOB, type LeafReader, TEXT } from '../pages/row.ts'
import type { Schema } from '../schema/schema.ts'
import type { IndexesOf } from './session.ts'
import { Sqlite, type SqliteHost } from './sqlite.ts'

/** What read-ids.ts looks at. */
const MOST_IDS = 1000
const LONGEST_ID = 38
/** Rows that are looked at for ids: of a column of ids almost every row has one. */
const MOST_ROWS = 100_000

/** What can be told of a file of which SQLite has the schema alone; what needs rows is read from the pages. */
export class SchemaSqlite extends Sqlite {
  readonly #pages: PageFileSpec
  #schema: Schema | null = null

  constructor(caller: SqliteHost, pages: PageFileSpec) {
    super(caller)
    this.#pages = pages
  }

  override async inspect(): Promise<Schema> {
    return (this.#schema = await super.inspect())
  }

  override holdingRows(tables: string[]): Promise<ReadonlySet<string>> {
    return Promise.resolve(new Set(tables.filter((table) => this.#read(table, (reader) => reader.next()))))
  }

  override ids(table: string, column: string, of: 'text' | 'blob'): Promise<string[]> {
    const at = this.table(table).columns.findIndex(({ name }) => name === column)
    const ids = this.#read(table, (reader) => {
      const found: string[] = []
      for (let rows = 0; rows < MOST_ROWS && found.length < MOST_IDS && reader.next(); rows++) {
        const { kind, start, end, bytes } = reader.row
        const value = Buffer.from(bytes.buffer, bytes.byteOffset + start[at]!, end[at]! - start[at]!)
        if (of === 'blob' && kind[at] === BLOB && value.length === 16) found.push(value.toString('hex'))
        if (of === 'text' && kind[at] === TEXT && value.length <= LONGEST_ID)
          found.push(value.toString().replaceAll(/[{}-]/g, '').toLowerCase())
      }
      return found
    })
    return Promise.resolve(ids)
  }

  /** Counting would fetch the whole of each index. */
  override indexEntries(tables: readonly IndexesOf[]): Promise<(number | null)[][]> {
    return Promise.resolve(tables.map(({ indexes }) => indexes.map(() => null)))
  }

  protected table(name: string): Schema['tables'][number] {
    return this.#schema!.tables.find((table) => table.name === name)!
  }

  #read<Result>(table: string, read: (reader: LeafReader) => Result): Result {
    using reader = openReader(this.#pages, this.table(table).scan, { after: null, through: null })
    return read(reader)
  }
}
