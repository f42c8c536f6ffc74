import type { Context } from '../context.ts'
import { formatted } from './strftime.ts'
import { atom, type Moment, type Term } from '../term.ts'
import { reject } from '../untranslatable.ts'

export const FORMATS = { date: '%Y-%m-%d', time: '%H:%M:%S', datetime: '%Y-%m-%d %H:%M:%S' } as const

/** CURRENT_DATE, CURRENT_TIME, CURRENT_TIMESTAMP: texts, in UTC whatever the session's zone. */
export function now(part: keyof typeof FORMATS, context: Context): Term {
  return momentText({ format: FORMATS[part], at: currentTime([], context) }, context)
}

export function momentText(moment: Moment, context: Context): Term {
  const immutable = context.use !== 'default' && context.use !== 'view'
  return atom('text', formatted(moment.format, moment.at, immutable), { atom: !immutable, nullable: false, moment })
}

/** 'now' moved by modifiers (lang_datefunc.html §3), as SQL of a timestamp without zone in UTC. */
export function currentTime(modifiers: string[], context: Context): string {
  if (context.use !== 'default' && context.use !== 'view')
    reject('the current time is not the same at every evaluation')
  let at = "now() AT TIME ZONE 'UTC'"
  for (const modifier of modifiers) at = movedBy(at, modifier)
  return at
}

/** SQL of a timestamp, moved by a modifier. */
export function movedBy(at: string, word: string): string {
  const modifier = word.trim().toLowerCase()
  if (modifier === 'localtime' || modifier === 'utc') return reject('the local time of the machine that SQLite runs on')
  const start = /^start of (day|month|year)$/.exec(modifier)
  if (start) return `date_trunc('${start[1]}', ${at})`
  // Months and years differ: SQLite lets 31 January + 1 month run into March.
  const step = /^([+-]?\d{1,6}) (day|hour|minute|second)s?$/.exec(modifier)
  if (step) return `${at} + interval '${Number(step[1])} ${step[2]}'`
  return reject(`the date modifier ${modifier}`)
}
