import { asciiLower, sameName } from '../../source/schema/name.ts'

/** Whether a name of the file is meant by a pattern with `*` and `?`; without letter case, as SQLite compares names. */
export function matchesName(name: string, pattern: string): boolean {
  if (isNamed(name, pattern)) return true
  const source = asciiLower(pattern).replaceAll(/[\\^$.*+?()[\]{}|]/g, (sign) =>
    sign === '*' ? '.*' : sign === '?' ? '.' : `\\${sign}`,
  )
  return new RegExp(`^${source}$`, 'su').test(asciiLower(name))
}

/** Whether a pattern is just this name, with whatever signs are in it. */
export function isNamed(name: string, pattern: string): boolean {
  return sameName(name, pattern)
}

/**
 * The values whose patterns match a name, the most specific first: the name itself before patterns, and of several the one
 * that comes later.
 */
export function ranked<Value>(byPattern: Record<string, Value> | undefined, name: string): Value[] {
  const matching = Object.entries(byPattern ?? {})
    .filter(([pattern]) => matchesName(name, pattern))
    .toReversed()
  const exact = matching.filter(([pattern]) => isNamed(name, pattern))
  const others = matching.filter(([pattern]) => !isNamed(name, pattern))
  return [...exact, ...others].map(([, value]) => value)
}
