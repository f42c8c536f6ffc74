/** What follows blanks and comments from `at` on. One step at a time: a single expression for all of them tries every way to share them out. */
export function skipComments(text: string, at = 0): number {
  for (;;) {
    while (/\s/.test(text.charAt(at))) at++
    const end = text.startsWith('--', at)
      ? text.indexOf('\n', at)
      : text.startsWith('/*', at)
        ? text.indexOf('*/', at + 2) + 1
        : -1
    if (end <= 0) return at
    at = end + 1
  }
}

/** The first `count` words of a statement, in upper case; comments stand between words as blanks do. */
export function firstWords(sql: string, count: number): string[] {
  const words: string[] = []
  const word = /[a-z]+/iy
  for (let at = 0; words.length < count; at = word.lastIndex) {
    word.lastIndex = skipComments(sql, at)
    const found = word.exec(sql)
    if (found === null) break
    words.push(found[0].toUpperCase())
  }
  return words
}
