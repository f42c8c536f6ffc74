import { LiteliftError } from '../../errors.ts'
import { command, option } from '../../named.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import type { Scan } from '../pages/scan.ts'
import { SchemaSqlite } from './schema-sqlite.ts'
import type { SqliteHost } from './sqlite.ts'
import type { FileRow } from './value.ts'

/** SQLite with the schema alone of a file that is fetched piece by piece, and with the rows of one table at a time, once it is to read them. */
export class FetchedSqlite extends SchemaSqlite {
  readonly #host: SqliteHost
  readonly #pages: PageFileSpec
  readonly #bring: (scan: Scan) => Promise<PageFileSpec>
  /** The table whose rows are there. */
  #brought: string | null = null

  /** @param bring makes a file of the same shape with the schema and the rows of one table, in place of the one that it made before */
  constructor(host: SqliteHost, pages: PageFileSpec, bring: (scan: Scan) => Promise<PageFileSpec>) {
    super(host, pages)
    this.#host = host
    this.#pages = pages
    this.#bring = bring
  }

  /** @param sql reads no index: of those there is nothing. @throws LiteliftError `file-needs-disk` where the rows of the table have no room on the disk */
  override async *rows(table: string, sql: string): AsyncGenerator<FileRow[], void, undefined> {
    if (this.#brought !== table) {
      this.#brought = null
      this.#host.allow(this.#pages.pageCount * this.#pages.pageSize)
      await this.open(await this.#bringRows(table), 'schema')
      this.#brought = table
    }
    yield* super.rows(table, sql)
  }

  async #bringRows(table: string): Promise<PageFileSpec> {
    try {
      return await this.#bring(this.table(table).scan)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
      throw new LiteliftError('file-needs-disk', {
        subject: { table },
        message: `The rows of ${table} have to be compared one by one, for which the disk has no room.`,
        hint: `Let counts alone be verified, ${option('verify', 'counts')}, or compare by ${command('verify')} where the file lies.`,
        cause: error,
      })
    }
  }
}
