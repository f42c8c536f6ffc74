import type { FunctionEmitter } from './emitter.ts'
import { cast, atom, describe, textLiteral, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

/** A function of constants that writes JSON, as SQLite writes it (json1.html §4). */
function writes(arity: FunctionEmitter['arity'], json: (args: Term[]) => string): FunctionEmitter {
  return { arity, emit: (args) => textLiteral(json(args)) }
}

/** The same in SQLite's binary form, which became jsonb. */
function writesBinary(text: FunctionEmitter): FunctionEmitter {
  return {
    arity: text.arity,
    emit(args, context) {
      if (context.use !== 'default') return reject('a JSON value in SQLite’s binary form')
      return atom('jsonb', cast(text.emit(args, context), 'jsonb'), { nullable: false })
    },
  }
}

const array = writes([0, 100], (args) => `[${args.map(element).join(',')}]`)

const object = writes([0, 100], (args) => {
  if (args.length % 2 > 0) return reject('json_object() with an odd number of arguments')
  const labels = args.filter((_, i) => i % 2 === 0).map(label)
  if (new Set(labels).size < labels.length) return reject('json_object() with a key twice')
  return `{${labels.map((key, i) => `${key}:${element(args[i * 2 + 1]!)}`).join(',')}}`
})

/** Only an array or object, which element() tells from other texts, that is written as short as SQLite would. */
const json = writes([1, 1], ([text]) => {
  const value = text!.value
  return typeof value === 'string' && isMinified(value) ? value : reject(`json() of ${describe(text!)}`)
})

function isMinified(text: string): boolean {
  try {
    return /^[[{]/.test(text) && JSON.stringify(JSON.parse(text)) === text
  } catch {
    return false
  }
}

function element({ kind, value }: Term): string {
  if (kind === 'null') return 'null'
  if (kind === 'integer' && typeof value === 'bigint') return String(value)
  // JSON text that another function gave is taken as JSON; quoted texts of printable ASCII are the same everywhere.
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : reject('JSON of what is no plain constant')
}

function label({ value }: Term): string {
  return typeof value === 'string' && PLAIN.test(value) ? `"${value}"` : reject('a key of JSON that is no plain text')
}

/** Neither quotes nor backslashes, and nothing that begins like JSON: what json() gave is no text to SQLite. */
const PLAIN = /^(?![[{"])[ !#-[\]-~]*$/

export const JSON_LITERALS: Record<string, FunctionEmitter> = {
  json,
  json_array: array,
  json_object: object,
  jsonb: writesBinary(json),
  jsonb_array: writesBinary(array),
  jsonb_object: writesBinary(object),
}
