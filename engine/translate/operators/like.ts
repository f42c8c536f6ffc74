import { asText } from '../affinity.ts'
import { folded } from '../collation.ts'
import { nullTerm, operand, operation, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/**
 * LIKE folds ASCII letters and nothing else (lang_expr.html §5), whatever the column's collation. Without ESCAPE no
 * character escapes in SQLite, but the backslash does in PostgreSQL.
 */
export function like(subject: Term, pattern: Term, escape: Term | null, not: boolean): Term {
  if (subject.kind === 'null' || pattern.kind === 'null') return nullTerm()
  const text = asText(subject)
  const form = asText(pattern)
  const nullable = text.nullable || form.nullable
  const sql = `${operand(folded(text))} ${not ? 'NOT ' : ''}LIKE ${operand(folded(form))} ESCAPE ${escapeSql(escape, form)}`
  return operation('boolean', sql, { nullable })
}

function escapeSql(escape: Term | null, pattern: Term): string {
  if (escape === null) return "''"
  const character = escape.value
  if (typeof character !== 'string' || !/^[!-~ ]$/.test(character) || /[%_A-Za-z]/.test(character)) {
    return reject('LIKE has an unusual ESCAPE')
  }
  if (typeof pattern.value !== 'string') return reject('LIKE has an ESCAPE and a pattern that is no literal')
  // A pattern that ends within an escape matches nothing in SQLite and is an error in PostgreSQL.
  const rest = pattern.value.split(character + character).join('')
  if (rest.endsWith(character)) return reject('a LIKE pattern ends with its escape character')
  return escape.sql
}
