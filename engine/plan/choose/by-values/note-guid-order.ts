import type { TypeChoice } from '../type-choice.ts'

/** What is said of the order in which 16-byte ids are read, where it is not what one expects or not sure. */
export function noteGuidOrder(order: 'swapped' | 'unknown'): NonNullable<TypeChoice['note']> {
  const message =
    order === 'swapped'
      ? 'The 16 bytes of an id are read as .NET writes a Guid (first three groups backwards), as their versions or texts of the same ids tell.'
      : 'The 16 bytes of an id are read in order; if .NET wrote them, `from: guid-le` reads them as it does.'
  return { code: 'type-guid-order', message }
}
