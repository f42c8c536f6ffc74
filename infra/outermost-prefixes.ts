import { literalStart } from '../lambda/intake/pattern.ts'

/**
 * The prefixes that no other one is a prefix of. S3 refuses notifications whose prefixes overlap, and the function
 * itself picks the route. Of a prefix with placeholders S3 is told what is before the first one.
 */
export function outermostPrefixes(prefixes: string[]): string[] {
  const unique = [...new Set(prefixes.map(literalStart))]
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)))
}
