import type { Family } from '../family.ts'

/** The type that a declared one leads to when every value is of its kind; null where any value is: text, bytes, no type. */
export function promisedType(family: Family): string | null {
  switch (family.name) {
    case 'integer':
      return family.type
    case 'real':
      return 'double precision'
    case 'decimal':
      return 'numeric'
    case 'json':
      return 'jsonb'
    case 'boolean':
    case 'date':
    case 'timestamp':
    case 'timestamptz':
    case 'time':
    case 'uuid':
      return family.name
    case 'varchar':
    case 'text':
    case 'blob':
    case 'any':
      return null
  }
}
