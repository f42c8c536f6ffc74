import type { PageFileSpec } from '../pages/page-file.ts'
import { PageFile } from '../pages/page-file.ts'
import { countIndexEntries } from '../pages/index-entries.ts'
import { indexRoots, SCHEMA_SCAN } from '../schema/read-objects.ts'
import type { Schema } from '../schema/schema.ts'
import { SchemaSqlite } from './schema-sqlite.ts'
import type { IndexesOf } from './session.ts'
import { Sqlite, type SqliteHost } from './sqlite.ts'
import type { FileRow } from './value.ts'

/**
 * SQLite with the schema alone of a file that is read in place: what needs rows is read from the pages, and what SQLite itself has to
 * read, from a private copy that is made then.
 */
export class InPlaceSqlite extends Sqlite {
  readonly #schema: SchemaSqlite
  readonly #pages: PageFileSpec
  readonly #bringWhole: () => Promise<PageFileSpec>
  #whole: Promise<unknown> | null = null
  #inspected: Schema | null = null

  /** @param bringWhole makes the private copy */
  constructor(host: SqliteHost, pages: PageFileSpec, bringWhole: () => Promise<PageFileSpec>) {
    super(host)
    this.#schema = new SchemaSqlite(host, pages)
    this.#pages = pages
    this.#bringWhole = bringWhole
  }

  /** Asks SQLite the first time only. @throws LiteliftError `file-needs-disk` where rows would have to be copied */
  override async inspect(): Promise<Schema> {
    return (this.#inspected ??= await this.#schema.inspect())
  }

  override holdingRows(tables: string[]): Promise<ReadonlySet<string>> {
    return this.#schema.holdingRows(tables)
  }

  override ids(table: string, column: string, of: 'text' | 'blob'): Promise<string[]> {
    return this.#schema.ids(table, column, of)
  }

  override async indexEntries(tables: readonly IndexesOf[]): Promise<(number | null)[][]> {
    const roots = indexRoots(this.#pages)
    using file = new PageFile(this.#pages, SCHEMA_SCAN)
    const counted: (number | null)[][] = []
    for (const { indexes } of tables) {
      const entries: (number | null)[] = []
      for (const index of indexes) {
        const root = roots.get(index)
        entries.push(root === undefined ? null : await countIndexEntries(file, root))
      }
      counted.push(entries)
    }
    return counted
  }

  override async *rows(table: string, sql: string): AsyncGenerator<FileRow[], void, undefined> {
    await (this.#whole ??= this.#open())
    yield* super.rows(table, sql)
  }

  async #open(): Promise<void> {
    await this.open(await this.#bringWhole())
  }
}
