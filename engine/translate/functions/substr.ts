import { asText } from '../affinity.ts'
import type { FunctionEmitter } from './emitter.ts'
import { atom, nullTerm, operand, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/**
 * substr(text, start, length): a negative start counts from the end, a negative length takes what comes before
 * (lang_corefunc.html). PostgreSQL knows neither; a start of 0 means the same on both sides, the place before the first.
 */
export const substr: FunctionEmitter = {
  arity: [2, 3],
  emit(args) {
    if (args.some((arg) => arg.kind === 'null')) return nullTerm()
    const text = asText(args[0]!)
    const start = from(text, integer(args[1]!))
    const nullable = args.some((arg) => arg.nullable)
    if (!args[2]) return atom('text', `substr(${text.sql}, ${start})`, { nullable })
    const count = integer(args[2])
    if (typeof count.value === 'bigint') {
      if (count.value < 0n) return reject('substr() with a negative length')
      return atom('text', `substr(${text.sql}, ${start}, ${count.sql})`, { nullable })
    }
    if (typeof args[1]!.value !== 'bigint' || args[1]!.value < 1n)
      return reject('substr() of an unknown length from an unknown place')
    const size = narrow(count)
    const before = `substr(${text.sql}, ${start} + ${size}, -${size})`
    const sql = `CASE WHEN ${operand(count)} < 0 THEN ${before} ELSE substr(${text.sql}, ${start}, ${size}) END`
    return atom('text', sql, { nullable })
  },
}

function from(text: Term, start: Term): string {
  if (typeof start.value === 'bigint') {
    if (start.value >= 0n) return start.sql
    return `length(${text.sql}) + 1 - ${-start.value}`
  }
  const place = narrow(start)
  return `CASE WHEN ${place} < 0 THEN length(${text.sql}) + 1 + ${place} ELSE ${place} END`
}

function integer(term: Term): Term {
  if (term.kind !== 'integer') return reject('substr() with places that are no integers')
  if (typeof term.value === 'bigint' && (term.value > 1073741824n || term.value < -1073741824n))
    return reject('substr() with a huge place')
  return term
}

function narrow(term: Term): string {
  return term.type === 'integer' ? operand(term) : `${operand(term)}::integer`
}
