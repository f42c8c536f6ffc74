import { grouped } from '../../engine/counted.ts'
import { NOTE_CODES } from '../../engine/notes.ts'
import type { Note } from '../../engine/notes.ts'
import { linesOf } from '../../engine/shown.ts'
import { prose, type Line } from '../terminal/line.ts'

/** A screen holds so many of one code; --json and --report have all. */
const SHOWN = 10

/** Notes grouped by code, each code with its meaning. */
export function notesText(notes: Note[]): Line[] {
  return [...Map.groupBy(notes, (note) => note.code)].flatMap(([code, members]) => [
    '',
    prose(`${code} (${grouped(members.length)}): ${NOTE_CODES[code]}`, 'yellow'),
    ...members.slice(0, SHOWN).flatMap(remark),
    ...(members.length > SHOWN ? [`  … and ${grouped(members.length - SHOWN)} more; --json has them all`] : []),
  ])
}

function remark({ table, column, object, message, stub }: Note): Line[] {
  const where = [table, column, object].filter((name) => name !== undefined).join('.')
  const lines = stub === undefined ? [] : linesOf(stub).map((line) => `    ${line}`)
  return [prose(where === '' ? `  ${message}` : `  ${where}: ${message}`), ...lines]
}
