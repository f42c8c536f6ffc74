import type { FunctionCallExpr, FunctionCallStarExpr, WindowDef } from 'sqlite3-parser'
import { plainlyCollated } from '../collation.ts'
import type { Context } from '../context.ts'
import { atom, cast, nullTerm, withType, type Term } from '../term.ts'
import { unify } from '../unify.ts'
import { reject } from '../untranslatable.ts'
import { aggregateCall } from './aggregate.ts'
import { windowSql } from './window-definition.ts'

/** What a SELECT's window functions are translated within. */
export interface Windows {
  /** Its WINDOW clause. */
  definitions: readonly WindowDef[]
  /** Whether no two of its rows agree in all of these. */
  identifies: (terms: Term[]) => boolean
  /** Gathers what SQLite does not determine itself. */
  undetermined: Set<string>
}

/** A call with OVER (windowfunctions.html); `context` translates what it is evaluated of: the rows, or groups of a grouped SELECT. */
export function windowCall(call: FunctionCallExpr | FunctionCallStarExpr, context: Context, windows: Windows): Term {
  const name = call.name.name.toLowerCase()
  const over = windowSql(call.filterOver!.overClause!, windows.definitions, context)
  const isTotal = windows.identifies(over.terms)
  const ordersRows = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name]!.ordersRows : JOINING.has(name) || over.cutsTies
  if (ordersRows && !isTotal) windows.undetermined.add(`the order of rows that the window of ${name}() sorts as equal`)
  if (!Object.hasOwn(FUNCTIONS, name) || call.type === 'FunctionCallStarExpr') {
    return (
      aggregateCall(call, context, windows.undetermined, over.sql) ??
      reject(`the function ${name}() has no counterpart`)
    )
  }
  const { arity, emit } = FUNCTIONS[name]!
  const args = (call.args ?? []).map((arg) => context.term(arg))
  if (args.length < arity[0] || args.length > arity[1]) return reject(`${name}() with ${args.length} arguments`)
  plainlyCollated(...args)
  return emit(args, (given) => `${name}(${given})${over.sql}`)
}

/** Aggregates whose result is in the order of the rows. */
const JOINING = new Set(['group_concat', 'string_agg'])

interface WindowFunction {
  /** Fewest and most arguments. */
  arity: [number, number]
  /** Tells rows apart that its window sorts as equal. */
  ordersRows: boolean
  emit: (args: Term[], over: (given: string) => string) => Term
}

const FUNCTIONS: Record<string, WindowFunction> = {
  row_number: { arity: [0, 0], ordersRows: true, emit: counts },
  rank: { arity: [0, 0], ordersRows: false, emit: counts },
  dense_rank: { arity: [0, 0], ordersRows: false, emit: counts },
  percent_rank: { arity: [0, 0], ordersRows: false, emit: shares },
  cume_dist: { arity: [0, 0], ordersRows: false, emit: shares },
  ntile: {
    arity: [1, 1],
    ordersRows: true,
    emit: ([parts], over) => atom('integer', over(positive(parts!)), { type: 'integer', nullable: false }),
  },
  lag: { arity: [1, 3], ordersRows: true, emit: neighbour },
  lead: { arity: [1, 3], ordersRows: true, emit: neighbour },
  first_value: { arity: [1, 1], ordersRows: true, emit: ([value], over) => of(value!, over(withType(value!).sql)) },
  last_value: { arity: [1, 1], ordersRows: true, emit: ([value], over) => of(value!, over(withType(value!).sql)) },
  nth_value: {
    arity: [2, 2],
    ordersRows: true,
    emit: ([value, n], over) => of(value!, over(`${withType(value!).sql}, ${positive(n!)}`)),
  },
}

function counts(_args: Term[], over: (given: string) => string): Term {
  return atom('integer', over(''), { nullable: false })
}

function shares(_args: Term[], over: (given: string) => string): Term {
  return atom('real', over(''), { nullable: false })
}

/** The value of another row; where there is none, the third argument's of this one. */
function neighbour([value, offset, otherwise]: Term[], over: (given: string) => string): Term {
  const rows = offset ? [String(within(offset, -LARGEST))] : []
  if (!otherwise || otherwise.kind === 'null') return of(value!, over([withType(value!).sql, ...rows].join(', ')))
  const { terms, kind, type, inexact } = unify([value!, otherwise])
  const [found, missing] = terms.map((term) =>
    term.type === type && term.value === undefined ? term.sql : cast(term, type),
  )
  return atom(kind, over([found, ...rows, missing].join(', ')), { type, inexact })
}

/** One of the values of a term, as it is. */
function of(value: Term, sql: string): Term {
  if (value.kind === 'null') return nullTerm()
  const { kind, type, storage, castToText, written, inexact, bound } = value
  return atom(kind, sql, { type, storage, castToText, written, inexact, bound })
}

/** PostgreSQL takes numbers of rows as `integer`. */
const LARGEST = 2n ** 31n - 1n

function positive(term: Term): string {
  return String(within(term, 1n))
}

function within({ value }: Term, least: bigint): bigint {
  const isGood = typeof value === 'bigint' && value >= least && value <= LARGEST
  return isGood ? value : reject('a window function with a number of rows that is no plain one')
}
