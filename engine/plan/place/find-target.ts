import type { Options } from '../../options.ts'
import { identifierFor } from './names.ts'

/** A name of the file, with the one that the user chose for it and the one that litelift would give it in an empty schema. */
export interface Sought {
  source: string
  chosen: string | null
  given: string
}

/**
 * What the target has of a name of the file. A name that the user chose is that very name. One that litelift had to shorten or
 * to tell from another by a suffix is what an earlier drop of the file made of it, and nobody else's. Otherwise exact first,
 * then the identifier that the style makes, then whatever differs only in letter case.
 */
export function findTarget<Named extends { name: string }>(
  all: readonly Named[],
  { source, chosen, given }: Sought,
  style: Options['identifiers'],
): Named | undefined {
  const named = (name: string) => all.find((one) => one.name === name)
  if (chosen !== null) return named(chosen)
  const wanted = identifierFor(source, style)
  const suffixed = given === wanted ? undefined : named(given)
  return (
    suffixed ?? named(source) ?? named(wanted) ?? all.find((one) => one.name.toLowerCase() === source.toLowerCase())
  )
}
