import type { ErrorReport } from '../../engine/errors.ts'

/** Code, message, subject and hint; no stack, since what a user can mend is not mended by one. */
export function errorText({ code, subject, message, hint }: ErrorReport): string[] {
  const where = Object.entries(subject).map(([noun, name]) => `  ${noun}: ${name}`)
  return [`litelift: ${code}: ${message}`, ...where, `  What to do: ${hint}`]
}
