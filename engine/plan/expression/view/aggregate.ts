import type { FunctionCallExpr, FunctionCallStarExpr } from 'sqlite3-parser'
import { plainlyCollated } from '../collation.ts'
import { unboolean } from '../column.ts'
import type { Context } from '../context.ts'
import { atom, describe, isNumeric, operand, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { refuseIndistinct } from './distinct.ts'

/** Puts SQL of one value a row into the parentheses of an aggregate, with its DISTINCT and FILTER. */
type Rows = (aggregate: string, sql: string) => string

/** Aggregates whose result does not depend on the order of the rows (lang_aggfunc.html). */
const AGGREGATES: Record<string, (arg: Term, rows: Rows) => Term> = {
  count: (arg, over) => atom('integer', over('count', arg.sql), { nullable: false }),
  sum: (arg, over) => atom('integer', `${over('sum', whole(arg, 'sum').sql)}::bigint`),
  total: (arg, over) => {
    const sum = `${over('sum', whole(arg, 'total').sql)}::bigint`
    return atom('real', `coalesce(${sum}, 0)::double precision`, { nullable: false })
  },
  // SQLite divides the 64-bit sum once, in double precision.
  avg: (arg, over) => {
    const { sql } = whole(arg, 'avg')
    return operation('real', `${over('sum', sql)}::bigint::double precision / nullif(${over('count', sql)}, 0)`)
  },
  min: (arg, over) => extreme(arg, 'min', over),
  max: (arg, over) => extreme(arg, 'max', over),
}

/** The aggregate that a call is; null for a scalar function. `rows` translates what is evaluated for each row. */
export function aggregateCall(call: FunctionCallExpr | FunctionCallStarExpr, rows: Context): Term | null {
  const name = call.name.name.toLowerCase()
  if (call.filterOver?.overClause) return reject('a window function')
  const filter = call.filterOver?.filterClause ? ` FILTER (WHERE ${rows.truth(call.filterOver.filterClause).sql})` : ''
  if (call.type === 'FunctionCallStarExpr') {
    return name === 'count' ? atom('integer', `count(*)${filter}`, { nullable: false }) : null
  }
  const emit = Object.hasOwn(AGGREGATES, name) ? AGGREGATES[name]! : null
  if (name === 'group_concat' || name === 'string_agg')
    return reject(`${name}(), which joins the rows in no certain order`)
  if (!emit || ((name === 'min' || name === 'max') && call.args?.length !== 1)) return null
  const [arg] = call.args ?? []
  if (!arg && name === 'count') return atom('integer', `count(*)${filter}`, { nullable: false })
  if (!arg || call.args!.length > 1 || call.orderBy) return reject(`${name}() with other than one argument`)
  const term = rows.term(arg)
  plainlyCollated(term)
  const distinct = call.distinctness === 'Distinct'
  if (distinct) refuseIndistinct(term)
  return emit(term, (aggregate, sql) => `${aggregate}(${distinct ? 'DISTINCT ' : ''}${sql})${filter}`)
}

function whole(arg: Term, name: string): Term {
  const term = unboolean(arg)
  if (term.kind === 'integer') return term
  return reject(isNumeric(term) ? `${name}() of reals, which rounds differently` : `${name}() of ${describe(term)}`)
}

function extreme(given: Term, name: 'min' | 'max', over: Rows): Term {
  const arg = unboolean(given)
  const { kind, type, inexact, storage, affinity } = arg
  if (kind === 'text') {
    if ((arg.collation?.name ?? 'BINARY') !== 'BINARY') return reject(`${name}() under a collation`)
    return atom('text', over(name, `${operand(arg)} COLLATE "C"`))
  }
  if (isNumeric(arg)) return atom(kind, over(name, arg.sql), { type, inexact })
  if (kind === 'date' && storage === 'text') return atom('date', over(name, arg.sql), { storage, affinity })
  return reject(`${name}() of ${describe(arg)}`)
}
