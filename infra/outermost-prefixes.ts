/**
 * The prefixes that no other one is a prefix of. S3 refuses notifications whose prefixes overlap, and the function
 * itself picks the route.
 */
export function outermostPrefixes(prefixes: string[]): string[] {
  const unique = [...new Set(prefixes)]
  return unique.filter((prefix) => !unique.some((other) => other !== prefix && prefix.startsWith(other)))
}
