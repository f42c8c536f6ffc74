/**
 * Characters that show as nothing, or steer what shows others: controls, format characters (bidirectional, zero-width, tags),
 * separators of lines, halves of surrogate pairs, what Unicode never makes a character, and whatever else Unicode lets a font leave out (unicode.org/reports/tr44).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}]/gu

/**
 * A text of a file as people are shown it, on one line: names, values, and what SQLite and PostgreSQL say of them may hold
 * line breaks that forge lines, and characters that steer a terminal. They appear as \u{…}.
 */
export function shown(text: string): string {
  return text.replaceAll(UNSEEN, escaped)
}

/** The lines of an SQL text, whose line feeds and tabs are its own; each of them is still to be {@link shown}. */
export function linesOf(sql: string): string[] {
  return sql.replaceAll('\t', '    ').split(/\r?\n/)
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`
}

/**
 * JSON, as JSON.stringify makes it, in which the same characters are escaped: it says the same, and cannot be taken for
 * several lines or in another order by whatever shows it.
 */
export function shownJson(json: string): string {
  // Outside of its strings JSON has none of them but the line feeds between its members.
  return json.replaceAll(UNSEEN, (character) =>
    character === '\n'
      ? character
      : character.replaceAll(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )
}
