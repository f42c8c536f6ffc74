import { closeSync, openSync } from 'node:fs'
import Database from 'better-sqlite3'
import { LiteliftError } from '../../errors.ts'
import { legibleText } from '../schema/legible-text.ts'
import { refuseLongSql, refuseTooMany } from '../schema/read-objects.ts'
import { withSqliteErrors } from '../schema/sqlite-error.ts'
import { type Header, type Insert, Insertions, type Into, rowsOf } from './insertions.ts'
import { kindOf } from './kinds.ts'
import { Refusal } from './refusal.ts'
import { type Statement, Statements } from './statements.ts'
import { withTextInSingleQuotes } from './single-quotes.ts'
import { indexOfApplication, type SchemaRow, virtualTable, writeSchemaRows } from './schema-rows.ts'

/** What a dump held. */
export interface Loaded {
  tables: number
  rows: number
  /** Kinds of statements that were not run because nothing of the database depends on them. */
  passedOver: string[]
  /** Names and SQL that are no UTF-8. */
  misread: string[]
}

/**
 * Makes a database of a dump of SQLite, statement by statement, as fast as the sqlite3 shell: 270,000 rows of 120 bytes a second. Of what the dump says, names, literals and
 * the definitions of CREATE reach SQLite, and nothing else does (kinds.ts). Triggers are made last, so that none runs; checks are not computed.
 * @param path of the new database
 * @param bytes that it may have
 * @throws LiteliftError `file-statement-refused`, `file-truncated`, `file-too-large`, `file-too-costly`, `file-damaged`
 */
export function loadDump(dump: string, path: string, bytes: number): Loaded {
  closeSync(openSync(path, 'wx', 0o600))
  using statements = new Statements(dump)
  const database = new Database(path, { fileMustExist: true })
  try {
    return withSqliteErrors({ file: dump }, () => {
      prepareDatabase(database, bytes)
      return new Loading(dump, database, statements).run()
    })
  } finally {
    database.close()
  }
}

function prepareDatabase(database: Database.Database, bytes: number): void {
  database.pragma('trusted_schema = OFF')
  database.pragma('foreign_keys = OFF')
  database.pragma('ignore_check_constraints = ON')
  database.pragma('synchronous = OFF')
  // Nobody goes on with a database that was not finished.
  database.pragma('journal_mode = OFF')
  database.pragma('locking_mode = EXCLUSIVE')
  database.pragma('temp_store = FILE')
  database.pragma('cache_size = -32768')
  database.pragma(`max_page_count = ${Math.max(1, Math.floor(bytes / 4096))}`)
  // A dump of an empty database makes a database as well.
  database.pragma('user_version = 1')
}

/** Bytes of a statement that reach to its first value; no definition is longer. */
const MOST_HEADER = 2 ** 17
/** Characters of a definition in a note. */
const MOST_SAID = 80

class Loading {
  readonly #dump: string
  readonly #database: Database.Database
  readonly #statements: Statements
  readonly #insertions: Insertions
  readonly #triggers: Statement[] = []
  readonly #schemaRows: SchemaRow[] = []
  /** Where transactions and savepoints that are not at their end began. */
  readonly #open: { name: string; offset: number }[] = []
  readonly #passedOver = new Set<string>()
  readonly #misread: string[] = []
  #tables = 0
  #rows = 0
  #objects = 0
  #sqlBytes = 0

  constructor(dump: string, database: Database.Database, statements: Statements) {
    this.#dump = dump
    this.#database = database
    this.#statements = statements
    this.#insertions = new Insertions(database, (name) => this.#legible(name))
  }

  run(): Loaded {
    this.#database.exec('BEGIN')
    for (let statement = this.#statements.next(); statement !== null; statement = this.#statements.next()) {
      const one = statement
      this.#at(one, () => this.#runOne(one))
    }
    const [open] = this.#open
    if (open !== undefined) throw this.#notEnded(open.offset)
    for (const trigger of this.#triggers) this.#at(trigger, () => this.#create(trigger))
    this.#database.exec('COMMIT')
    writeSchemaRows(this.#database, this.#schemaRows)
    return {
      tables: this.#tables,
      rows: this.#rows,
      passedOver: [...this.#passedOver],
      misread: this.#misread,
    }
  }

  #runOne(statement: Statement): void {
    const { bytes } = statement
    const last = this.#insertions.headerOf(bytes)
    if (last !== null) {
      this.#insert(last, bytes)
      return
    }
    const kind = kindOf(bytes.toString('latin1', 0, MOST_HEADER))
    switch (kind.do) {
      case 'insert':
        this.#insert(this.#insertions.header(kind, bytes, this.#into(kind)), bytes)
        break
      case 'create':
        this.#count(bytes)
        if (kind.what === 'index') this.#createIndex(statement)
        else this.#create(statement)
        if (kind.what === 'table' || kind.what === 'virtual table') this.#tables++
        break
      case 'create trigger':
        this.#count(bytes)
        this.#triggers.push({ bytes: Buffer.from(bytes), offset: statement.offset })
        break
      case 'begin':
        this.#open.push({ name: '', offset: statement.offset })
        break
      case 'savepoint':
        this.#open.push({ name: kind.name.toLowerCase(), offset: statement.offset })
        break
      case 'commit':
        this.#open.length = 0
        break
      case 'release': {
        const from = this.#open.findLastIndex(({ name }) => name === kind.name.toLowerCase())
        if (from >= 0) this.#open.length = from
        break
      }
      case 'drop':
        if (this.#exists(this.#legible(kind.name))) throw new Refusal('drops what the dump has made')
        this.#passedOver.add('DROP … IF EXISTS')
        break
      case 'empty sequences':
        if (this.#exists('sqlite_sequence')) this.#database.exec('DELETE FROM main.sqlite_sequence')
        break
      case 'nothing':
        break
      case 'pass over':
        this.#passedOver.add(kind.what)
        break
    }
  }

  #into({ table }: Insert): Into {
    if (!/^sqlite_/i.test(table)) return 'table'
    if (/^sqlite_(schema|master)$/i.test(table)) return 'schema'
    if (!/^sqlite_sequence$/i.test(table)) throw new Refusal(`inserts into ${table}, which is SQLite's own`)
    // Where no column has AUTOINCREMENT, there is nothing to keep.
    return this.#exists(table) ? 'table' : 'nothing'
  }

  #insert(header: Header, bytes: Buffer): void {
    if (header.into === 'table') {
      const rows = this.#insertions.insert(header, bytes)
      if (!/^sqlite_/i.test(header.insert.table)) this.#rows += rows
    } else if (header.into === 'schema') {
      for (const row of rowsOf(header, bytes)) {
        this.#count(bytes)
        this.#schemaRows.push(virtualTable(header.insert, row))
        this.#tables++
      }
    }
  }

  #create({ bytes }: Statement): void {
    const sql = this.#legible(bytes)
    // prepare() takes one statement, exec() would take any number.
    withTextInSingleQuotes(sql, (text) => this.#database.prepare(text).run())
  }

  #createIndex(statement: Statement): void {
    try {
      this.#create(statement)
    } catch (error) {
      const sql = statement.bytes.toString('latin1')
      const index = indexOfApplication(this.#database, sql, error, (name) => this.#legible(name))
      if (index === null) throw error
      this.#schemaRows.push(index)
    }
  }

  /** Bounds what is defined as the schema of a file is bounded, before SQLite has it in memory. */
  #count(bytes: Buffer): void {
    this.#sqlBytes += bytes.length
    refuseLongSql(bytes.length, this.#sqlBytes)
    refuseTooMany(++this.#objects, 'objects')
  }

  #exists(name: string): boolean {
    return (
      this.#database.prepare('SELECT 1 FROM main.sqlite_schema WHERE lower(name) = lower(?)').get(name) !== undefined
    )
  }

  /** Text of the schema, from bytes or from latin1 that shows bytes. */
  #legible(of: Buffer | string): string {
    const { text, legible } = legibleText(typeof of === 'string' ? Buffer.from(of, 'latin1') : of, 'utf8')
    const said = text.slice(0, MOST_SAID)
    if (!legible && this.#misread.length < 1000 && !this.#misread.includes(said)) this.#misread.push(said)
    return text
  }

  #at({ offset }: Statement, work: () => void): void {
    try {
      work()
    } catch (error) {
      if (error instanceof Refusal) throw this.#refused(offset, error.message, error.hint, error)
      if (!(error instanceof Database.SqliteError) || !/^SQLITE_(ERROR|CONSTRAINT|MISMATCH)/.test(error.code))
        throw error
      throw this.#refused(offset, `is refused by SQLite: ${error.message}`, REFUSED_BY_SQLITE, error)
    }
  }

  #refused(offset: number, reason: string, hint: string, cause: Error): LiteliftError {
    return new LiteliftError('file-statement-refused', {
      subject: { file: this.#dump },
      message: `The statement in line ${this.#statements.lineOf(offset)} of the dump ${reason}.`,
      hint,
      cause,
    })
  }

  #notEnded(offset: number): LiteliftError {
    return new LiteliftError('file-truncated', {
      subject: { file: this.#dump },
      message: `The dump ends before the COMMIT of the transaction that begins in line ${this.#statements.lineOf(offset)}.`,
      hint: 'Make the dump again, and upload the whole of it.',
    })
  }
}

const REFUSED_BY_SQLITE =
  'Mend the dump, or migrate the database file in its place, of which is left out what only its application can compute or compare.'
