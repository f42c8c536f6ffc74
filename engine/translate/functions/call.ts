import type { FunctionCallExpr } from 'sqlite3-parser'
import { plainlyCollated } from '../collation.ts'
import type { Context } from '../context.ts'
import { CONDITIONAL } from './conditional.ts'
import { NUMBERS } from './numbers.ts'
import { RANDOM } from './random.ts'
import { TEXTS } from './texts.ts'
import { TIMES } from './times.ts'
import { JSON_LITERALS } from './json-literals.ts'
import { JSONS } from './json.ts'
import type { Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

const FUNCTIONS = new Map(
  Object.entries({ ...CONDITIONAL, ...NUMBERS, ...TEXTS, ...TIMES, ...RANDOM, ...JSONS, ...JSON_LITERALS }),
)

/** A scalar function from the list of those whose meaning is known on both sides. */
export function functionCall(expr: FunctionCallExpr, context: Context): Term {
  const name = expr.name.name.toLowerCase()
  const known = FUNCTIONS.get(name)
  if (!known) return reject(`the function ${name}() has no counterpart`)
  if (expr.distinctness || expr.orderBy || expr.filterOver) return reject(`an aggregate or window call of ${name}()`)
  const args = (expr.args ?? []).map((arg) => context.term(arg))
  if (args.length < known.arity[0] || args.length > known.arity[1]) {
    return reject(`the function ${name}() with ${args.length} argument${args.length === 1 ? '' : 's'}`)
  }
  plainlyCollated(...args)
  return known.emit(args, context)
}
