import type { Context } from '../context.ts'
import type { FunctionEmitter } from './emitter.ts'
import { currentTime, FORMATS, momentText, movedBy } from '../dates/now.ts'
import { atom, describe, operand, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'
import { isMoment, readBack } from '../dates/written.ts'

const MANY = 20
const SUBSEC = /^subsec(ond)?$/i

/** date(), time() and datetime() write one format; `subsec` adds milliseconds. */
function writes(part: keyof typeof FORMATS): FunctionEmitter {
  return {
    arity: [0, MANY],
    emit(args, context) {
      const { at, subsec } = pointInTime(args, context)
      return text(subsec ? FORMATS[part].replace('%S', '%f') : FORMATS[part], at, args, context)
    },
  }
}

const strftime: FunctionEmitter = {
  arity: [1, MANY],
  emit([format, ...rest], context) {
    if (typeof format!.value !== 'string') return reject('strftime() with a format that is no literal')
    const { at } = pointInTime(rest, context)
    if (format!.value !== '%s') return text(format!.value, at, rest, context)
    const seconds = epoch(at, rest, format!.value)
    return atom('text', `${operand(seconds)}::text`, {
      nullable: seconds.nullable,
      number: seconds,
      moment: seconds.moment,
    })
  },
}

const unixepoch: FunctionEmitter = {
  arity: [0, MANY],
  emit(args, context) {
    const { at, subsec } = pointInTime(args, context)
    if (!subsec) return epoch(at, args, '%s')
    return atom('real', `round(extract(epoch from ${at}), 3)::double precision`, {
      nullable: isNullable(args),
      moment: { format: 'unix', at },
    })
  },
}

/** SQLite counts whole milliseconds and divides once. */
const julianday: FunctionEmitter = {
  arity: [0, MANY],
  emit(args, context) {
    const { at } = pointInTime(args, context)
    const milliseconds = `(trunc(extract(epoch from ${at}) * 1000) + 210866760000000)::double precision`
    return atom('real', `${milliseconds} / 86400000`, {
      atom: false,
      nullable: isNullable(args),
      moment: { format: 'julian', at },
    })
  },
}

function epoch(at: string, args: Term[], format: string): Term {
  return atom('integer', `floor(extract(epoch from ${at}))::bigint`, {
    nullable: isNullable(args),
    moment: { format, at },
  })
}

function text(format: string, at: string, args: Term[], context: Context): Term {
  return { ...momentText({ format, at }, context), nullable: isNullable(args) }
}

function isNullable(args: Term[]): boolean {
  return args[0]?.nullable ?? false
}

function pointInTime([time, ...modifiers]: Term[], context: Context): { at: string; subsec: boolean } {
  const words = modifiers.map((modifier) =>
    typeof modifier.value === 'string' ? modifier.value : reject('a date modifier that is no literal'),
  )
  const moves = words.filter((word) => !SUBSEC.test(word))
  const subsec = moves.length < words.length
  if (!time || (typeof time.value === 'string' && /^now$/i.test(time.value)))
    return { at: currentTime(moves, context), subsec }
  // As the time itself it is now, too (since 3.42).
  if (typeof time.value === 'string' && SUBSEC.test(time.value))
    return { at: currentTime(moves, context), subsec: true }
  const read = time.moment && readBack(time.moment)
  if (read) return { at: moves.reduce(movedBy, read), subsec }
  if (moves.length > 0) return reject(`date modifiers on ${describe(time)}`)
  return { at: columnTime(time), subsec }
}

/** A text, or a column whose texts all are dates, in ISO form; SQLite reads those with a zone as UTC. */
function columnTime(term: Term): string {
  if (typeof term.value === 'string' && isMoment(term.value)) return `'${term.value.replace('Z', '')}'::timestamp`
  if (term.storage === 'text') {
    if (term.kind === 'date') return `${term.sql}::timestamp`
    if (term.kind === 'timestamp') return term.sql
    if (term.kind === 'timestamptz') return `(${term.sql} AT TIME ZONE 'UTC')`
  }
  return reject(`a date function of ${describe(term)}`)
}

export const TIMES: Record<string, FunctionEmitter> = {
  date: writes('date'),
  time: writes('time'),
  datetime: writes('datetime'),
  strftime,
  unixepoch,
  julianday,
}
