import type { MomentForm } from '../../options/source-form.ts'
import { parseDeclaredType } from '../../source/schema/declared-type.ts'
import { asciiLower } from '../../source/schema/name.ts'
import type { Table } from '../../source/schema/schema.ts'

/** A format on top of SQLite that says what values mean, told by its own tables. */
export type FileFormat = 'coredata'

/** The tables that every store of the format has. */
const MARKS: Record<FileFormat, string[]> = { coredata: ['z_metadata', 'z_primarykey'] }

/** All tables of the file count, those that are excluded as well. */
export function formatOf(tables: readonly Table[]): FileFormat | null {
  const names = new Set(tables.map(({ name }) => asciiLower(name)))
  return MARKS.coredata.every((name) => names.has(name)) ? 'coredata' : null
}

/** What the format says that numbers count in a column of this declared type: Core Data's TIMESTAMP seconds since 2001 (NSDate). */
export function momentsOf(format: FileFormat | null, declared: string): MomentForm | null {
  return format === 'coredata' && parseDeclaredType(declared).word === 'TIMESTAMP' ? 'apple' : null
}
