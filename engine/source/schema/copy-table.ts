import { writeFileSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { quoteSqliteName } from './name.ts'
import { freeRowidName } from './rowid-column.ts'
import { LiteliftError } from '../../errors.ts'
import type { ReadableTable } from './schema.ts'
import { copiesPath } from '../pages/page-file.ts'
import type { Scan } from '../pages/scan.ts'

/**
 * Copies a table into one without types, so that every value keeps its storage class, with the same rowids where it has any.
 * The copy lies in a file of its own: in a damaged file, a page number that leads nowhere must go on leading nowhere.
 * @param unreadable columns that are NULL in the copy
 */
export function copyTable(database: Database.Database, table: ReadableTable, unreadable: ReadonlySet<string>): Scan {
  attachCopies(database)
  refuseDamagedTree(database, table)
  const count = database.prepare('SELECT count(*) FROM copies.sqlite_schema').pluck().get() as number
  const copy = `copies.t${count}`
  const names = table.columns.map((_, index) => `c${index}`)
  database.exec(`CREATE TABLE ${copy} (${names.join(', ')})`)
  // The rowid itself is kept as such.
  const isRowid = ({ name }: ReadableTable['columns'][number]) => name === table.rowidAlias && table.kind === 'virtual'
  const values = table.columns.map((column) =>
    unreadable.has(column.name) || isRowid(column) ? 'NULL' : quoteSqliteName(column.name),
  )
  const rowid = rowidName(table)
  if (rowid !== null) {
    names.unshift('rowid')
    values.unshift(rowid)
  }
  // An index that covers the columns would give another order, and rejects are named by their place in this one.
  const order = table.kind === 'without-rowid' ? ` ORDER BY ${keyOrder(database, table.name)}` : ''
  database.exec(
    `INSERT INTO ${copy} (${names.join(', ')}) SELECT ${values.join(', ')} FROM main.${quoteSqliteName(table.name)}${order}`,
  )
  const root = database.prepare('SELECT rootpage FROM copies.sqlite_schema WHERE name = ?').pluck().get(`t${count}`)
  const columns = table.columns.map((column, index) => ({
    field: isRowid(column) ? ('rowid' as const) : index,
    real: false,
    missing: null,
  }))
  return { table: table.name, root: root as number, copied: true, columns }
}

/** Copies may outgrow the source where generated columns compute long values, but not without bound. */
const GROWTH = { factor: 16, bytes: 2 ** 28 }

function attachCopies(database: Database.Database): void {
  const attached = database.pragma('database_list') as { name: string }[]
  if (attached.some(({ name }) => name === 'copies')) return
  const path = copiesPath(database.name)
  // SQLite makes no new file for a handle that was opened on an existing one; an empty file is an empty database.
  writeFileSync(path, '')
  database.prepare('ATTACH ? AS copies').run(path)
  const pageSize = database.pragma('main.page_size', { simple: true }) as number
  const pages = database.pragma('main.page_count', { simple: true }) as number
  database.pragma(`copies.page_size = ${pageSize}`)
  database.pragma(`copies.max_page_count = ${pages * GROWTH.factor + GROWTH.bytes / pageSize}`)
  database.pragma('copies.synchronous = OFF')
}

/**
 * SQLite reads on through a tree whose keys are out of order, and the copy would put them in order. Only what the check says
 * of the tree itself counts: it also knows of CHECKs, NOT NULL and indexes, which are no damage here.
 */
function refuseDamagedTree(database: Database.Database, { name, kind }: ReadableTable): void {
  // A CHECK may call what only the application has.
  database.pragma('ignore_check_constraints = ON')
  const trees = kind === 'virtual' ? shadowTables(database, name) : [name]
  for (const tree of trees) {
    const root = database
      .prepare("SELECT rootpage FROM main.sqlite_schema WHERE type = 'table' AND name = ?")
      .pluck()
      .get(tree)
    const found = database.pragma(`main.quick_check(${quoteSqliteName(tree)})`) as { quick_check: string }[]
    const lines = found.flatMap(({ quick_check: text }) => text.split('\n'))
    const fault = lines.find((line) => line.startsWith(`Tree ${String(root)} `))
    if (fault === undefined) continue
    throw new LiteliftError('file-damaged', {
      subject: { table: name },
      message: `The file is damaged in table ${name}: ${fault}.`,
      hint: 'Rescue what can be read with `sqlite3 damaged.db .recover`, or take a backup.',
    })
  }
}

function shadowTables(database: Database.Database, name: string): string[] {
  const tables = database.pragma('main.table_list') as { name: string; type: string }[]
  const prefix = `${name}_`.toLowerCase()
  return tables
    .filter((table) => table.type === 'shadow' && table.name.toLowerCase().startsWith(prefix))
    .map((table) => table.name)
}

/** The key's columns and directions, which are the order of a table without rowids. */
function keyOrder(database: Database.Database, table: string): string {
  const parts = database
    .prepare<[string], { name: string; desc: number }>(
      `SELECT part.name, part."desc" FROM pragma_index_list(?) list, pragma_index_xinfo(list.name) part
        WHERE list.origin = 'pk' AND part.key = 1 ORDER BY part.seqno`,
    )
    .all(table)
  return parts.map(({ name, desc }) => (desc ? `${quoteSqliteName(name)} DESC` : quoteSqliteName(name))).join(', ')
}

/** What SQL reaches the rowid by. */
function rowidName({ kind, columns, rowidAlias }: ReadableTable): string | null {
  if (kind === 'without-rowid') return null
  return (
    freeRowidName(columns.filter(({ implicit }) => !implicit)) ??
    (rowidAlias === null ? null : quoteSqliteName(rowidAlias))
  )
}
