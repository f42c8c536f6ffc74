import type { Note } from '../../notes.ts'
import type { Options } from '../../options.ts'
import { identifierFor, type Names } from '../place/names.ts'

/** A constraint of the file: the table's name and its own there, null where it has none. */
interface Named {
  table: string
  name: string | null
}

/**
 * The constraint's own name in the style of the identifiers, since migration tools (Alembic, EF, GORM) look for it; `otherwise`
 * claims one where the file has none.
 */
export function constraintName(
  { table, name }: Named,
  names: Names,
  { identifiers }: Pick<Options, 'identifiers'>,
  otherwise: () => string,
): { name: string; notes: Note[] } {
  if (name === null) return { name: otherwise(), notes: [] }
  const wanted = identifierFor(name, identifiers)
  const given = names.claim(wanted, `${table}.${name}`)
  if (given === wanted) return { name: given, notes: [] }
  const message = `The constraint ${name} becomes ${given}: its name is too long or taken.`
  return { name: given, notes: [{ code: 'name-changed', table, object: name, message }] }
}
