import type Database from 'better-sqlite3'
import type { PageFileSpec } from '../../../engine/source/pages/page-file.ts'
import type { PageUse } from '../../../engine/source/pages/page-use.ts'
import { openReader } from '../../../engine/source/pages/reader.ts'
import { BLOB, INTEGER, integerAt, type KeyRange, NULL, REAL, type Row } from '../../../engine/source/pages/row.ts'
import type { Table } from '../../../engine/source/schema/schema.ts'
import type { Scan } from '../../../engine/source/pages/scan.ts'

/** Everything there is. */
export const ALL: KeyRange = { after: null, through: null }

/** Rows as litelift reads them: one line a row, its cells as exact text. */
export function* ourRows(pages: PageFileSpec, scan: Scan, range: KeyRange = ALL, use?: PageUse): Generator<string> {
  using reader = openReader(pages, scan, range, use)
  const { row } = reader
  while (reader.next()) yield scan.columns.map((_, column) => ourCell(row, column)).join(' | ')
}

function ourCell(row: Row, column: number): string {
  const hex = () => Buffer.from(row.bytes.subarray(row.start[column], row.end[column])).toString('hex')
  switch (row.kind[column]!) {
    case NULL:
      return 'null'
    case INTEGER:
      return `integer ${integerAt(row, column)}`
    case REAL:
      return realCell(row.real[column]!)
    case BLOB:
      return `blob ${hex()}`
    default:
      return `text ${hex()}`
  }
}

/** The same rows through better-sqlite3: class by typeof, text as the bytes that lie in the file. */
export function* sqliteRows(
  database: Database.Database,
  table: Pick<Table, 'name' | 'kind' | 'columns'>,
): Generator<string> {
  const encoding = database.pragma('encoding', { simple: true }) as string
  const names = table.columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`)
  const cells = names.map((name) => `typeof(${name}), iif(typeof(${name}) = 'text', CAST(${name} AS BLOB), ${name})`)
  const from = `"${table.name.replaceAll('"', '""')}"${table.kind === 'virtual' ? ' ORDER BY rowid' : ' NOT INDEXED'}`
  const statement = database
    .prepare<[], unknown[]>(`SELECT ${cells.join(', ')} FROM ${from}`)
    .raw()
    .safeIntegers()
  for (const row of statement.iterate()) {
    yield names.map((_, i) => sqliteCell(row[2 * i] as string, row[2 * i + 1], encoding)).join(' | ')
  }
}

function sqliteCell(storageClass: string, value: unknown, encoding: string): string {
  switch (storageClass) {
    case 'null':
      return 'null'
    case 'integer':
      return `integer ${String(value)}`
    case 'real':
      return realCell(value as number)
    case 'blob':
      return `blob ${(value as Buffer).toString('hex')}`
    default:
      return `text ${utf8Of(value as Buffer, encoding).toString('hex')}`
  }
}

function realCell(value: number): string {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return `real ${bytes.toString('hex')}`
}

/** UTF-8 of stored text; lone surrogates as three bytes each and a dangling byte as FF. */
function utf8Of(stored: Buffer, encoding: string): Buffer {
  if (encoding === 'UTF-8') return stored
  const units = Buffer.from(stored.subarray(0, stored.length & ~1))
  if (encoding === 'UTF-16be') units.swap16()
  const parts: Buffer[] = []
  for (const character of units.toString('utf16le')) {
    const unit = character.charCodeAt(0)
    const lone = character.length === 1 && unit >= 0xd800 && unit <= 0xdfff
    parts.push(
      lone ? Buffer.of(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63)) : Buffer.from(character),
    )
  }
  if (stored.length % 2 === 1) parts.push(Buffer.of(0xff))
  return Buffer.concat(parts)
}
