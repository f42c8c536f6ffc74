import type { ExistingColumn, ExistingTable } from '../../target/existing.ts'
import type { TargetType } from '../../target/named-types.ts'
import { quoteIdentifier } from '../../target/quote.ts'
import { parseType } from '../../types/postgres-type.ts'
import type { Placement } from '../place/placement.ts'
import { Names } from '../place/names.ts'
import type { ColumnPlan, ConditionPlan } from '../plan.ts'

/**
 * What an existing table asks of each row by itself, as conditions for staging: there a row that is refused is found and
 * becomes a reject, while publish can only fail. Its CHECKs over columns that are staged in their own types, and for types
 * whose values the server's input makes of a text, that it makes one and loses nothing. Keys, foreign keys and triggers look at
 * other rows and stay with publish.
 */
export function conditionsOf(into: ExistingTable, columns: ColumnPlan[]): ConditionPlan[] {
  const staged = new Map(columns.map((column) => [column.name, column]))
  const alike = new Set(into.columns.filter((one) => isStagedIn(one, staged.get(one.name))).map(({ name }) => name))
  const checks = into.checks
    .filter(({ columns: read, readsRow }) => read.length > 0 && !readsRow && read.every((name) => alike.has(name)))
    .map(({ name, sql }) => ({ name, sql, column: null, reason: null }))
  const names = new Names(into.checks.map(({ name }) => name))
  const inputs = into.columns.flatMap((existing) => {
    const column = staged.get(existing.name)
    if (!column || column.into === null) return []
    return conditionsOfInput(existing, column, names)
  })
  return [...checks, ...inputs]
}

/** The same for columns of a new table that get one of the target's own types, by the user's cast. */
export function conditionsOfTypes({ columns: placed }: Placement, columns: ColumnPlan[]): ConditionPlan[] {
  const names = new Names([])
  return placed.flatMap(({ choices: { cast } }, at) => {
    const column = columns[at]!
    return cast?.named && column.into !== null ? conditionsOfInput(cast.named, column, names) : []
  })
}

function conditionsOfInput(type: TargetType, column: ColumnPlan, names: Names): ConditionPlan[] {
  return inputConditions(type, column).map(({ sql, reason }) => ({
    name: names.claim(`litelift_${column.name}`, `${column.name}:${sql}`),
    sql,
    column: column.source,
    reason,
  }))
}

/** Types of PostgreSQL's own whose input normalises what it reads, and loses none of it; for the others output must be input. */
const NORMALISING = new Set(
  'point line lseg box path polygon circle macaddr8 xml jsonpath tsvector tsquery pg_lsn pg_snapshot txid_snapshot'.split(
    ' ',
  ),
)

/** Ranges of days and moments, whose input reads `now` and rounds what is finer than a microsecond. */
const OF_MOMENTS = new Set(['daterange', 'tsrange', 'tstzrange', 'datemultirange', 'tsmultirange', 'tstzmultirange'])
const NOT_WRITTEN_OUT = String.raw`\m(now|today|tomorrow|yesterday|epoch|infinity)\M|\.\d{6}\d*[1-9]`

function inputConditions(
  { type, bare, under, kind, builtIn }: TargetType,
  { name, encoded }: ColumnPlan,
): { sql: string; reason: string | null }[] {
  const value = quoteIdentifier(name)
  const made = `CAST(${value} AS ${type})`
  const lost = `is not held exactly by ${type}`
  // True whatever the value is, and unknown to the planner as such: only the cast can fail.
  const conditions: { sql: string; reason: string | null }[] = [{ sql: `num_nulls(${made}) >= 0`, reason: null }]
  // An explicit cast cuts and rounds to the modifier; the type without one does not (sql-createcast.html).
  if (under !== bare && encoded === 'text') {
    const whole = `CAST(${value} AS ${bare})`
    conditions.push({ sql: `CAST(${whole} AS ${type})::text IS NOT DISTINCT FROM ${whole}::text`, reason: lost })
  }
  if (bare === 'money') conditions.push({ sql: `${made}::numeric = ${value}`, reason: lost })
  else if (builtIn && OF_MOMENTS.has(bare)) conditions.push({ sql: `${value} !~* '${NOT_WRITTEN_OUT}'`, reason: lost })
  else if ((builtIn && kind === 'scalar' && !NORMALISING.has(bare)) || kind === 'composite')
    conditions.push({ sql: `${made}::text = ${value}`, reason: lost })
  return conditions
}

/** Whether an expression over the column means the same over the staged one: text stands for varchar, a base type for its domain. */
function isStagedIn(column: ExistingColumn, staged: ColumnPlan | undefined): boolean {
  if (!staged || staged.into !== null) return false
  if (staged.type === column.type) return true
  const [own, other] = [column.under, staged.encoded].map((type) => {
    const name = parseType(type)?.name
    return name === 'varchar' ? 'text' : name
  })
  return own !== undefined && own === other
}
