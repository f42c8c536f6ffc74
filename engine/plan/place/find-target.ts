import type { Options } from '../../options.ts'
import { identifierFor } from './names.ts'

/**
 * What the target has of a name of the file: exact first, then the identifier that the style makes, then whatever differs
 * only in letter case. A name that the user chose is that very name.
 */
export function findTarget<Named extends { name: string }>(
  all: Named[],
  name: string,
  chosen: string | null,
  options: Options,
): Named | undefined {
  if (chosen !== null) return all.find((one) => one.name === chosen)
  const wanted = identifierFor(name, options.identifiers)
  return (
    all.find((one) => one.name === name) ??
    all.find((one) => one.name === wanted) ??
    all.find((one) => one.name.toLowerCase() === name.toLowerCase())
  )
}
