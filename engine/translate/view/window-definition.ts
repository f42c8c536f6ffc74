import type { FrameBound, FrameClause, Over, SortedColumn, Window, WindowDef } from 'sqlite3-parser'
import { sameName } from '../../source/schema/name.ts'
import { collatedEquality } from '../collation.ts'
import type { Context } from '../context.ts'
import { plainNumber } from '../literals.ts'
import { withType, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { refuseIndistinct } from './distinct.ts'
import { sortKey } from './order.ts'

/** The rows that a window function looks at. */
export interface WindowSql {
  /** ` OVER (…)`. */
  sql: string
  /** What it sorts by, and parts the rows by: rows that agree in all of these come in an order of SQLite's choosing. */
  terms: Term[]
  /** Its frame begins or ends at one of several rows that may be sorted as equal. */
  cutsTies: boolean
}

/** The window of a call: `OVER name` stands for one of the SELECT's WINDOW clause, and `OVER (name …)` goes on from one. */
export function windowSql(over: Over, definitions: readonly WindowDef[], context: Context): WindowSql {
  const { partitionBy, orderBy, frame } = resolved(over, definitions)
  const parts = partitionBy.map((expr) => context.term(expr))
  const keys = orderBy.map((key) => ({ key, term: withType(context.term(key.expr)) }))
  const order = keys.map(({ key, term }) => {
    if (term.inexact) reject('a window is sorted by computed numbers that may have been rounded past 2^53')
    return sortKey(term, key, true)
  })
  const clauses = [
    parts.length > 0 && `PARTITION BY ${parts.map(partitionKey).join(', ')}`,
    order.length > 0 && `ORDER BY ${order.join(', ')}`,
    frame && frameSql(frame, keys),
  ].filter((clause) => typeof clause === 'string')
  return {
    sql: ` OVER (${clauses.join(' ')})`,
    terms: [...parts, ...keys.map(({ term }) => term)],
    cutsTies: frame?.mode === 'Rows' && !isWhole(frame),
  }
}

interface Resolved {
  partitionBy: Window['partitionBy'] & {}
  orderBy: readonly SortedColumn[]
  frame: FrameClause | undefined
}

function resolved(over: Over, definitions: readonly WindowDef[]): Resolved {
  const found = (name: string) =>
    definitions.find((one) => sameName(one.name.text, name))?.window ?? reject(`the window ${name} is not there`)
  const window = over.type === 'NameOver' ? found(over.name.text) : over.window
  const { base, partitionBy = [], orderBy = [], frameClause: frame } = window
  if (!base) return { partitionBy, orderBy, frame }
  // SQLite refuses a base that has a frame, and one of which a clause is given once more.
  const { base: further, partitionBy: parts = [], orderBy: keys = [] } = found(base.text)
  return further
    ? reject('a window that goes on from another twice')
    : { partitionBy: parts, orderBy: keys.length > 0 ? keys : orderBy, frame }
}

/** Rows of one partition are equal under the collation; nobody sees the value that stands for them. */
function partitionKey(term: Term): string {
  const collation = term.collation?.name ?? 'BINARY'
  if (term.kind === 'text' && collation !== 'BINARY') return collatedEquality(term, collation).sql
  refuseIndistinct(term)
  return withType(term).sql
}

const MODES = { Rows: 'ROWS', Range: 'RANGE', Groups: 'GROUPS' }
const EXCLUSIONS = { NoOthers: 'NO OTHERS', CurrentRow: 'CURRENT ROW', Group: 'GROUP', Ties: 'TIES' }

function frameSql({ mode, start, end, exclude }: FrameClause, keys: { term: Term }[]): string {
  if (mode === 'Groups' && keys.length === 0) return reject('a frame of GROUPS without ORDER BY')
  const bound = (one: FrameBound) => boundSql(one, mode === 'Range' ? keys[0]?.term : undefined, mode === 'Range')
  const rows = `BETWEEN ${bound(start)} AND ${end ? bound(end) : 'CURRENT ROW'}`
  return `${MODES[mode]} ${rows}${exclude ? ` EXCLUDE ${EXCLUSIONS[exclude]}` : ''}`
}

/**
 * By RANGE, integers differ by whole numbers alike on both sides. SQLite adds a distance to the smaller of two reals where
 * PostgreSQL takes it from the larger, which rounds otherwise; of other values it takes those that are equal.
 */
function boundSql(bound: FrameBound, key: Term | undefined, isRange: boolean): string {
  switch (bound.type) {
    case 'CurrentRowFrameBound':
      return 'CURRENT ROW'
    case 'UnboundedPrecedingFrameBound':
      return 'UNBOUNDED PRECEDING'
    case 'UnboundedFollowingFrameBound':
      return 'UNBOUNDED FOLLOWING'
    case 'PrecedingFrameBound':
    case 'FollowingFrameBound': {
      if (isRange && key?.kind !== 'integer' && key?.kind !== 'boolean')
        return reject('a frame by RANGE of a distance between other than integers')
      const distance = plainNumber(bound.expr) ?? reject('a frame whose bounds are no plain numbers')
      return `${distance} ${bound.type === 'PrecedingFrameBound' ? 'PRECEDING' : 'FOLLOWING'}`
    }
  }
}

function isWhole({ start, end }: FrameClause): boolean {
  return start.type === 'UnboundedPrecedingFrameBound' && end?.type === 'UnboundedFollowingFrameBound'
}
