import { reject } from './untranslatable.ts'
import type { Term } from './term.ts'

export function jsonArrow(_left: Term, _right: Term): Term {
  return reject('a JSON operator')
}
