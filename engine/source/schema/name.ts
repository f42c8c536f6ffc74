/** How SQLite compares names: it folds A–Z only, so that É and é are two names. */
export function asciiLower(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export function sameName(a: string, b: string): boolean {
  return asciiLower(a) === asciiLower(b)
}

/** A name as SQLite's SQL takes it, whatever is in it. */
export function quoteSqliteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
