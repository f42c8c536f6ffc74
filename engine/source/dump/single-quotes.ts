import Database from 'better-sqlite3'

/** Texts of one definition that stand in the wrong quotes. */
const MOST_TEXTS = 1000

/**
 * Runs a definition; texts in double quotes, which SQLite took for texts in a file (quirks.html §8) and this build does not take
 * for ones in new SQL, are put in single ones first. It names them one after another.
 */
export function withTextInSingleQuotes(sql: string, run: (sql: string) => void): void {
  let text = sql
  for (let texts = 0; ; texts++) {
    try {
      return run(text)
    } catch (error) {
      const [, name] = /^no such column: "([^]*)" - should this be a string literal/.exec(messageOf(error)) ?? []
      if (name === undefined || texts === MOST_TEXTS) throw error
      const corrected = inSingleQuotes(text, name)
      if (corrected === text) throw error
      text = corrected
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Database.SqliteError ? error.message : ''
}

/** What is in quotes, or is a comment, goes by as a whole; what has no end ends with the text, so that each character is looked at once. */
const QUOTED = /'[^']*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$)|\[[^\]]*(?:\]|$)|--.*|\/\*[^]*?(?:\*\/|$)/g

function inSingleQuotes(sql: string, name: string): string {
  const wrong = `"${name.replaceAll('"', '""')}"`
  const right = `'${name.replaceAll("'", "''")}'`
  return sql.replace(QUOTED, (token) => (token === wrong ? right : token))
}
