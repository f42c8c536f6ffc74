import { asText } from '../affinity.ts'
import { unboolean } from '../column.ts'
import type { FunctionEmitter } from './emitter.ts'
import { atom, describe, nullTerm, operand, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { substr } from './substr.ts'

/** Characters of a text, bytes of a blob, characters of a number's text. */
const length: FunctionEmitter = {
  arity: [1, 1],
  emit([term]) {
    const { kind, nullable, storage } = term!
    if (kind === 'null') return nullTerm()
    const details = { type: 'integer', nullable, bound: 2 ** 31 }
    if (kind === 'blob') return atom('integer', `octet_length(${term!.sql})`, details)
    if (kind === 'uuid' && storage === 'text') return atom('integer', `length(${operand(term!)}::text)`, details)
    if (kind === 'uuid' && storage === 'blob') return atom('integer', `octet_length(uuid_send(${term!.sql}))`, details)
    return atom('integer', `length(${asText(term!).sql})`, details)
  },
}

/** ASCII only, which is what lower() and upper() do under "C". */
function letterCase(name: 'lower' | 'upper'): FunctionEmitter {
  return onText(1, ([text]) => `${name}(${text} COLLATE "C")`)
}

function trim(name: 'btrim' | 'ltrim' | 'rtrim'): FunctionEmitter {
  return { ...onText(2, (texts) => `${name}(${texts.join(', ')})`), arity: [1, 2] }
}

const instr: FunctionEmitter = {
  arity: [2, 2],
  emit(args) {
    if (args.some((arg) => arg.kind === 'null')) return nullTerm()
    const [text, part] = args.map(asText)
    const nullable = text!.nullable || part!.nullable
    return atom('integer', `strpos(${text!.sql}, ${part!.sql})`, { type: 'integer', nullable, bound: 2 ** 31 })
  },
}

/** NULL has the empty text as its digits. */
const hex: FunctionEmitter = {
  arity: [1, 1],
  emit([term]) {
    if (term!.kind !== 'blob') return reject(`hex() of ${describe(term!)}`)
    const digits = `upper(encode(${term!.sql}, 'hex'))`
    return atom('text', term!.nullable ? `coalesce(${digits}, '')` : digits, { nullable: false })
  },
}

/** The code point of the first character; SQLite has none for an empty text. */
const unicode: FunctionEmitter = {
  arity: [1, 1],
  emit([term]) {
    if (term!.kind !== 'text') return reject(`unicode() of ${describe(term!)}`)
    return atom('integer', `nullif(ascii(${term!.sql}), 0)`, { type: 'integer', bound: 2 ** 31 })
  },
}

const octetLength: FunctionEmitter = {
  arity: [1, 1],
  emit([term]) {
    if (term!.kind === 'null') return nullTerm()
    const { nullable } = term!
    const value = term!.kind === 'blob' ? term! : asText(unboolean(term!))
    return atom('integer', `octet_length(${value.sql})`, { type: 'integer', nullable, bound: 2 ** 31 })
  },
}

/** A function of texts that is NULL when any of them is. Integers count as their text. */
function onText(arity: number, sql: (texts: string[]) => string): FunctionEmitter {
  return {
    arity: [arity, arity],
    emit(args) {
      if (args.some((arg) => arg.kind === 'null')) return nullTerm()
      const texts: Term[] = args.map(asText)
      return atom('text', sql(texts.map(operand)), { nullable: texts.some((text) => text.nullable) })
    },
  }
}

export const TEXTS: Record<string, FunctionEmitter> = {
  length,
  octet_length: octetLength,
  lower: letterCase('lower'),
  upper: letterCase('upper'),
  trim: trim('btrim'),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  replace: onText(3, (texts) => `replace(${texts.join(', ')})`),
  instr,
  substr,
  substring: substr,
  hex,
  unicode,
}
