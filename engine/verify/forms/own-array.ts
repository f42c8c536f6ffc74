import type { FileEncoding, Form } from '../form.ts'
import { otherForm } from './other.ts'
import { textForm } from './text.ts'

/** SQL of SQLite: a JSON array as PostgreSQL's array literal, other values as they are; elements by SQLite's own JSON functions. */
function literalSql(column: string): string {
  const element = `CASE type WHEN 'null' THEN 'NULL' WHEN 'true' THEN '"true"' WHEN 'false' THEN '"false"'
      ELSE '"' || replace(replace(value, '\\', '\\\\'), '"', '\\"') || '"' END`
  return `CASE WHEN typeof(${column}) = 'text' AND json_valid(${column}) THEN
      CASE json_type(${column}) WHEN 'array' THEN '{' || coalesce((SELECT group_concat(${element}, ',') FROM json_each(${column})), '') || '}'
      ELSE ${column} END ELSE ${column} END`
}

/** Arrays of the target's own types. */
export function ownArrayForm(type: string, encoding: FileEncoding): Form {
  return ofLiterals(otherForm(type, encoding))
}

/** Their literals, while they wait as text. */
export function arrayLiteralForm(encoding: FileEncoding): Form {
  return ofLiterals(textForm(encoding))
}

function ofLiterals(form: Form): Form {
  return { ...form, fileSql: (column) => form.fileSql(`(${literalSql(column)})`) }
}
