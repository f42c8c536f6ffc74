import type { Family } from '../family.ts'
import type { TypeChoice } from '../type-choice.ts'
import { numericType } from './decimal.ts'

/** An empty column takes the type that its declaration names. */
export function withoutValues(family: Family): TypeChoice {
  const reason = 'declared; no values'
  switch (family.name) {
    case 'integer':
      return { type: family.type, cast: family.type, reason }
    case 'decimal':
      return { type: numericType(family), cast: 'numeric', reason }
    case 'varchar':
      return { type: `varchar(${family.length})`, cast: 'text', reason }
    case 'json':
      return { type: 'jsonb', cast: 'jsonb', reason }
    case 'real':
      return { type: 'double precision', cast: 'double', reason }
    case 'blob':
      return { type: 'bytea', cast: 'bytea', reason }
    case 'text':
    case 'any':
      return { type: 'text', cast: 'text', reason }
    default:
      return { type: family.name, cast: family.name, reason }
  }
}
