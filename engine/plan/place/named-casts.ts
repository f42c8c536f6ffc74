import type { Options } from '../../options.ts'
import { parseType } from '../../types/postgres-type.ts'

/** The types of the target's own that the options name. */
export function namedTypes({ types, tables }: Pick<Options, 'types' | 'tables'>): string[] {
  const columns = Object.values(tables).flatMap((table) => Object.values(table.columns ?? {}))
  const all = [...Object.values(types), ...columns].flatMap((one) => (typeof one === 'string' ? one : (one.type ?? [])))
  return [...new Set(all.filter((type) => parseType(type) === null))]
}
