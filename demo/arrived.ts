import { grouped } from '../engine/counted.ts'
import { columns } from '../cli/text/columns.ts'
import { headline } from '../engine/report/headline.ts'
import type { Note } from '../engine/notes.ts'
import type { Report } from '../engine/report/report.ts'
import { fitted, line } from './screen.ts'

/** Lines that each part may take, so that the story stays on one screen. */
const TABLES = 24
const NOTES = 12

/** Shows what a migration published: its tables and its notes, grouped by code. */
export function showArrived(report: Report): void {
  line()
  line(`  ${headline(report)}`, ['bold', 'green'])
  showTables(report)
  showNotes(report.notes)
}

function showTables({ tables }: Report): void {
  if (tables.length === 0) return
  line()
  const shown = tables.slice(0, TABLES).map(({ name, rows }) => [name, grouped(rows)])
  for (const text of columns(beside(shown, 3), [1, 3, 5])) line(fitted(`    ${text}`))
  if (tables.length > TABLES) line(`    … and ${grouped(tables.length - TABLES)} more`, 'dim')
}

/** Puts a long narrow table into `count` blocks side by side, read downwards. */
function beside(rows: string[][], count: number): string[][] {
  const height = Math.ceil(rows.length / count)
  return rows
    .slice(0, height)
    .map((_, index) => Array.from({ length: count }, (_, block) => rows[index + block * height] ?? ['', '']).flat())
}

function showNotes(notes: Note[]): void {
  if (notes.length === 0) return
  const groups = [...Map.groupBy(notes, (note) => note.code)]
  line()
  line(`  What was decided, weakened or left out (${grouped(notes.length)} notes, all in the report):`)
  line()
  const shown = groups.slice(0, NOTES).map(([code, members]) => [grouped(members.length), code, example(members)])
  for (const text of columns(shown, [0])) line(fitted(`    ${text}`))
  if (groups.length > NOTES) line(`    … and ${grouped(groups.length - NOTES)} more kinds`, 'dim')
}

function example([first]: Note[]): string {
  const { table, column, object, message } = first!
  const where = [table, column, object].filter((name) => name !== undefined).join('.')
  return where === '' ? message : `${where}: ${message}`
}
