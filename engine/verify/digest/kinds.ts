import type { ColumnPlan } from '../../plan/plan.ts'
import type { ScanColumn } from '../../source/pages/scan.ts'
import { isByteForm } from '../../options/source-form.ts'
import { parseType } from '../../types/postgres-type.ts'
import type { ColumnType } from '../form.ts'

/** How the values of a column are digested, as wasm/index.ts numbers it. */
const KINDS = {
  integer: 1,
  boolean: 2,
  double: 3,
  bytes: 4,
  text: 5,
  date: 6,
  timestamp: 7,
  timestamptz: 8,
  'unix-s': 9,
  'unix-ms': 10,
  'unix-us': 11,
  numeric: 12,
  uuid: 13,
  time: 14,
} as const
type Kind = keyof typeof KINDS

/** Records from before ALTER TABLE ADD COLUMN lack the field, which is NULL then. */
const MAY_LACK = 256

/** A column for the digest: two numbers, as the module's memory holds them. `field` is -1 for the rowid. */
export interface DigestColumn {
  kind: number
  field: number
}

/** Null where the type, or how the plan reads the file's values, is none that digests know. */
export function digestColumn(
  type: ColumnType,
  column: ColumnPlan,
  { field, missing }: ScanColumn,
): DigestColumn | null {
  const { emptyAsNull, invalidText } = column
  if (emptyAsNull || invalidText === 'replace' || invalidText === 'windows-1252') return null
  const kind = kindOf(type, column)
  if (kind === null) return null
  return { kind: KINDS[kind] | (missing === null ? MAY_LACK : 0), field: field === 'rowid' ? -1 : field }
}

/** After the forms that compare the same one by one (form-of.ts): a kind is a part of a form's values. */
function kindOf(type: ColumnType, { cast, from, round }: ColumnPlan): Kind | null {
  if (type.isEnum || type.name === 'citext') return 'text'
  if (!type.builtIn) return null
  const known = parseType(type.declared)
  // What a moment may have been rounded to, or is read from other than ISO texts.
  const isPlain = cast !== 'checked' || ((from === null || from === 'iso') && !round && (known?.fraction ?? 6) === 6)
  switch (type.name) {
    case 'int2':
    case 'int4':
    case 'int8':
      return 'integer'
    case 'bool':
      return 'boolean'
    case 'float8':
      return round ? null : 'double'
    case 'numeric':
      return round ? null : 'numeric'
    case 'text':
      return from === 'json' ? null : 'text'
    case 'varchar':
    case 'name':
      return 'text'
    case 'bytea':
      return from !== null && isByteForm(from) ? null : 'bytes'
    case 'uuid':
      return from === null ? 'uuid' : null
    case 'date':
      return isPlain && cast !== 'timestamp-julian' ? 'date' : null
    case 'time':
      return isPlain ? 'time' : null
    case 'timestamp':
      return isPlain && cast !== 'timestamp-julian' ? 'timestamp' : null
    case 'timestamptz':
      return isPlain ? (EPOCHS[cast] ?? 'timestamptz') : null
    default:
      return null
  }
}

const EPOCHS: Partial<Record<ColumnPlan['cast'], Kind>> = {
  'timestamptz-unix-s': 'unix-s',
  'timestamptz-unix-ms': 'unix-ms',
  'timestamptz-unix-us': 'unix-us',
}
