import type { ErrorReport } from '../../engine/errors.ts'
import { prose, styled, type Line } from '../terminal/line.ts'

/** Code, message, subject and hint; no stack, since what a user can mend is not mended by one. */
export function errorText({ code, subject, message, hint }: ErrorReport): Line[] {
  const where = Object.entries(subject).map(([noun, name]) => styled('dim', `  ${noun}: ${name}`))
  return [prose(`litelift: ${code}: ${message}`, 'red'), ...where, prose(`  What to do: ${hint}`)]
}
