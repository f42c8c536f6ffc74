import Database from 'better-sqlite3'
import { quoteSqliteName } from '../../../engine/source/schema/name.ts'

interface SchemaRow {
  type: string
  name: string
  sql: string | null
}

/** A dump as `.dump` of the sqlite3 shell writes it (shell.c, dump_callback). */
export function dumpOf(path: string): Buffer {
  const database = new Database(path, { readonly: true })
  try {
    database.unsafeMode()
    const rows = database.prepare<[], SchemaRow>('SELECT type, name, sql FROM sqlite_schema ORDER BY rowid').all()
    const tables = rows.filter(({ type }) => type === 'table')
    const others = rows.filter(({ type, sql }) => type !== 'table' && sql !== null)
    const parts = ['PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n']
    if (tables.some(isVirtual)) parts.push('PRAGMA writable_schema=ON;\n')
    const isSequence = ({ name }: SchemaRow) => name === 'sqlite_sequence'
    for (const table of [...tables.filter((one) => !isSequence(one)), ...tables.filter(isSequence)]) {
      parts.push(...dumpTable(database, table))
    }
    parts.push(...others.map(({ sql }) => `${sql};\n`), 'COMMIT;\n')
    return Buffer.concat(parts.map((part) => Buffer.from(part)))
  } finally {
    database.close()
  }
}

const isVirtual = ({ sql }: SchemaRow) => /^create virtual table/i.test(sql ?? '')

function dumpTable(database: Database.Database, { name, sql }: SchemaRow): string[] {
  if (isVirtual({ type: 'table', name, sql })) {
    const [text, schema] = [name, sql!].map((value) => `'${value.replaceAll("'", "''")}'`)
    return [`INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table',${text},${text},0,${schema});\n`]
  }
  const begins =
    name === 'sqlite_sequence'
      ? 'DELETE FROM sqlite_sequence;\n'
      : name.startsWith('sqlite_stat')
        ? 'ANALYZE sqlite_schema;\n'
        : `${sql!.replace(/^CREATE TABLE (?=['"])/i, 'CREATE TABLE IF NOT EXISTS ')};\n`
  const columns = database.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name)
  const values = columns.map(quoteSqliteName).join(', ')
  const rows = database
    .prepare<[], unknown[]>(`SELECT ${values} FROM main.${quoteSqliteName(name)}`)
    .raw()
    .safeIntegers()
  return [
    begins,
    ...rows.all().map((row) => `INSERT INTO ${quoteSqliteName(name)} VALUES(${row.map(literal).join()});\n`),
  ]
}

/** Line ends in calls of replace(), other controls in one of unistr(), as shells of 2025 write them, infinity as 1e999. */
function literal(value: unknown): string {
  if (value === null) return 'NULL'
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999'
    return value.toExponential(20)
  }
  if (typeof value !== 'string') return `X'${(value as Buffer).toString('hex')}'`
  const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
  if (/[^\P{Cc}\t\r\n]/u.test(value)) {
    const escaped = value.replace(/[\p{Cc}\\]/gu, (char) =>
      char === '\\' ? '\\\\' : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    return `unistr(${quoted(escaped)})`
  }
  if (!value.includes('\n') || value.includes('\\n')) return quoted(value)
  return `replace(${quoted(value.replaceAll('\n', '\\n'))},'\\n',char(10))`
}
