import { quoteLiteral } from '../../target/quote.ts'
import type { FunctionEmitter } from './emitter.ts'
import { constantUnlessNull, describe, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/**
 * `column ->> 'key'` and json_extract(column, '$.key') of a jsonb column. In SQLite the result is of whatever class the
 * JSON value has, here it is text: good for IS NULL and for an index, and `mixed` keeps it out of everything else.
 */
export function jsonArrow(left: Term, right: Term, asJson: boolean): Term {
  if (asJson) return reject('the operator ->, whose result is JSON as SQLite writes it')
  const { value } = right
  if (typeof value === 'bigint' && value >= 0n && value < 2n ** 31n) return extract(left, [Number(value)])
  if (typeof value !== 'string') return reject('a JSON path that is no literal')
  return extract(left, value.startsWith('$') ? steps(value) : [value])
}

const jsonExtract: FunctionEmitter = {
  arity: [2, 2],
  emit: ([json, path]) =>
    typeof path!.value === 'string' ? extract(json!, steps(path!.value)) : reject('a JSON path that is no literal'),
}

/** A jsonb column took valid JSON only, and takes nothing else later. */
const jsonValid: FunctionEmitter = {
  arity: [1, 1],
  emit: ([json]) =>
    json!.kind === 'jsonb' && json!.storage === 'text'
      ? constantUnlessNull(true, json!)
      : reject(`json_valid() of ${describe(json!)}`),
}

export const JSONS: Record<string, FunctionEmitter> = { json_extract: jsonExtract, json_valid: jsonValid }

/** A step into an object by key, or into an array by place. */
type Step = string | number

/** Step by step with ->, which takes a number for arrays alone and a text for objects alone, as SQLite's paths do. */
function extract(json: Term, path: Step[]): Term {
  if (json.kind !== 'jsonb') return reject(`JSON is taken out of ${describe(json)}`)
  const last = path.length - 1
  const sql = path.map(
    (step, i) => ` ${i === last ? '->>' : '->'} ${typeof step === 'number' ? step : quoteLiteral(step)}`,
  )
  return operation('mixed', `${json.sql}${sql.join('')}`)
}

/** `$.a."b c"[0]` → a, b c, 0 (json1.html §2.2). */
function steps(path: string): Step[] {
  const found: Step[] = []
  let rest = path.slice(1)
  if (!path.startsWith('$') || rest === '') return reject('a JSON path that names no value inside')
  while (rest !== '') {
    const step = /^\."([^"\\]+)"|^\.([A-Za-z_][A-Za-z0-9_]*)|^\[(\d{1,9})\]/.exec(rest)
    if (!step) return reject(`the JSON path ${path}`)
    found.push(step[1] ?? step[2] ?? Number(step[3]))
    rest = rest.slice(step[0].length)
  }
  return found
}
