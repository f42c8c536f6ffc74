import type pg from 'pg'
import { counted } from '../counted.ts'
import type { Note } from '../notes.ts'
import { withoutRows } from '../target/without-rows.ts'
import { moment } from './moment.ts'
import type { Report } from './report.ts'

/** Tables that got rows when the migration was published, and are empty or not there now: somebody emptied them or made them anew. */
export async function goneSince(client: pg.ClientBase, report: Report): Promise<Note[]> {
  const { tables, target, publishedAt } = report
  const held = tables.filter(
    ({ inserted, updated, unchanged, skipped }) => inserted + updated + unchanged + skipped > 0,
  )
  const without = await withoutRows(
    client,
    target.schema,
    held.map(({ name }) => name),
  )
  const when = publishedAt === null ? 'when the file was published' : `on ${moment(publishedAt)}`
  return held.flatMap(({ source, name, rows, rejected }): Note[] => {
    const state = without.get(name)
    if (!state) return []
    const now = state === 'empty' ? 'is empty now' : 'is not there now'
    const message = `${name} held ${counted(rows - rejected, 'row')} of the file ${when}, and ${now}. The same file once more takes \`--again\` (\`again\`).`
    return [{ code: 'published-rows-gone', table: source, message }]
  })
}
