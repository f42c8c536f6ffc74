import type { Note } from '../../notes.ts'
import type { Loaded } from '../dump/load.ts'
import type { PageFileSpec } from '../pages/page-file.ts'
import type { Holds } from '../schema/inspect.ts'
import type { Schema } from '../schema/schema.ts'
import type { Work } from './child-ended.ts'
import type { RowOrder } from './row-order.ts'
import { rowsOf } from './row-bytes.ts'
import type { IndexesOf, Remote, RowPart, SchemaPart } from './session.ts'
import type { FileRow } from './value.ts'

/** Where a session runs: in a process of its own (sqlite-process.ts). Calls are answered one after another. */
export interface SqliteHost extends AsyncDisposable {
  /** Sets what calls may take, by the bytes of the file (budget.ts). */
  allow(bytes: number): void

  call<Name extends keyof Remote>(
    method: Name,
    args: Parameters<Remote[Name]>,
    work: Work,
  ): Promise<Awaited<ReturnType<Remote[Name]>>>
}

/** What SQLite can tell of one private copy. Throws LiteliftError, of the file or of where the session runs. */
export class Sqlite {
  readonly #caller: SqliteHost
  #readings = 0

  constructor(caller: SqliteHost) {
    this.#caller = caller
  }

  /** Brings in the log or journal beside a copy. */
  recover(path: string): Promise<void> {
    return this.#caller.call('recover', [path], { doing: 'applying the log beside the file', subject: { file: path } })
  }

  /** Makes a database at `path`, of at most so many bytes, of an SQL dump. */
  load(dump: string, path: string, bytes: number): Promise<Loaded> {
    return this.#caller.call('load', [dump, path, bytes], { doing: 'loading the dump', subject: { file: dump } })
  }

  /** Opens the copy; gives how many objects its schema has. */
  open(pages: PageFileSpec, holds: Holds = 'everything'): Promise<{ objects: number; notes: Note[] }> {
    return this.#caller.call('open', [pages, holds], { doing: 'reading the schema', subject: { file: pages.path } })
  }

  /** The file's schema; tables whose rows lie in no plain b-tree are copied into one (schema/normalise.ts). */
  async inspect(): Promise<Schema> {
    const work = { doing: 'reading the tables of the schema' }
    const schema: Schema = { tables: [], unreadable: [], ...(await this.#caller.call('executable', [], work)) }
    for (let next: string | null = null, done = false; !done;) {
      const table = next === null ? work : { doing: `reading the table ${next}`, subject: { table: next } }
      const part: SchemaPart = await this.#caller.call('inspect', [], table)
      for (const object of part.objects) {
        if ('table' in object) schema.tables.push(object.table)
        else schema.unreadable.push(object.unreadable)
      }
      ;({ next, done } = part)
    }
    return schema
  }

  /** Those of the tables that have any row. */
  async holdingRows(tables: string[]): Promise<ReadonlySet<string>> {
    if (tables.length === 0) return new Set()
    return new Set(await this.#caller.call('holdingRows', [tables], { doing: 'looking for rows' }))
  }

  /** The ids of the first rows of a column, as 32 hexadecimal digits: of its texts, or of its blobs. */
  ids(table: string, column: string, of: 'text' | 'blob'): Promise<string[]> {
    return this.#caller.call('ids', [table, column, of], { doing: `reading ${column}`, subject: { table, column } })
  }

  /** How many entries each of the indexes of tables has, in their order; null where SQLite cannot read them. */
  async indexEntries(tables: readonly IndexesOf[]): Promise<(number | null)[][]> {
    const few = await this.#caller.call('fewIndexEntries', [tables], { doing: 'counting the entries of indexes' })
    const counted: (number | null)[][] = []
    for (const [at, { table, indexes }] of tables.entries()) {
      const work = { doing: `counting the entries of the indexes of ${table}`, subject: { table } }
      counted.push(few[at] ?? (await this.#caller.call('indexEntries', [table, indexes], work)))
    }
    return counted
  }

  /** SQL of a table's rowid, or null. */
  rowidOf(table: string): Promise<string | null> {
    return this.#caller.call('rowidOf', [table], { doing: 'reading the schema', subject: { table } })
  }

  orderOf(table: string): Promise<RowOrder> {
    return this.#caller.call('orderOf', [table], { doing: 'reading the schema', subject: { table } })
  }

  /** The rows of a query, in batches of at most 1,000 rows or about 8 MB, of which two are in memory. */
  async *rows(table: string, sql: string): AsyncGenerator<FileRow[], void, undefined> {
    const id = ++this.#readings
    const work = { doing: `reading the rows of ${table}`, subject: { table } }
    await this.#caller.call('beginReading', [id, table, sql], work)
    // The next one is read while this one is looked at; what it throws is thrown when its turn comes.
    const ask = () => {
      const asked = this.#caller.call('read', [id], work)
      asked.catch(() => undefined)
      return asked
    }
    let part: RowPart = await ask()
    let isOpen = !part.done
    try {
      for (;;) {
        const next = part.done ? null : ask()
        yield rowsOf(part, part.columns)
        if (next === null) return
        part = await next
        isOpen = !part.done
      }
    } finally {
      if (isOpen) await this.#caller.call('endReading', [id], work).catch(() => undefined)
    }
  }
}
