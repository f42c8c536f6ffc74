import type { SetAssignment } from 'sqlite3-parser'
import type { Context } from '../context.ts'
import { reject } from '../untranslatable.ts'
import { assigned, writtenColumn } from './assigned.ts'
import type { WritableTable } from './surroundings.ts'

/** The list of SET. */
export function setSql(sets: readonly SetAssignment[], table: WritableTable, context: Context): string {
  return sets
    .map(({ colNames, expr }) => {
      const [name, another] = colNames
      if (name === undefined || another !== undefined) return reject('several columns are set at once')
      const column = writtenColumn(table, name.text)
      return `${column.sql} = ${assigned(expr, column, context)}`
    })
    .join(', ')
}
