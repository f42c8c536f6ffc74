import { asciiLower, sameName } from '../../source/schema/name.ts'

/**
 * Whether a name of the file is meant by a pattern with `*` and `?`; without letter case, as SQLite compares names. Takes at most as many
 * steps as the two lengths multiplied: a regular expression made of `*a*a*a*a` tries every way to share a name out among the stars.
 */
export function matchesName(name: string, pattern: string): boolean {
  if (isNamed(name, pattern)) return true
  const [signs, wanted] = [Array.from(asciiLower(name)), Array.from(asciiLower(pattern))]
  let at = 0
  let next = 0
  // Where the last star was, and how much of the name it stands for so far.
  let star = -1
  let covered = 0
  while (at < signs.length) {
    if (next < wanted.length && (wanted[next] === '?' || wanted[next] === signs[at]) && wanted[next] !== '*') {
      at++
      next++
    } else if (wanted[next] === '*') {
      star = next++
      covered = at
    } else if (star >= 0) {
      at = ++covered
      next = star + 1
    } else return false
  }
  while (wanted[next] === '*') next++
  return next === wanted.length
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
