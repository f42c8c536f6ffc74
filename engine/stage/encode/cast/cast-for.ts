import type { SourceForm } from '../../../options/source-form.ts'
import { isByteForm } from '../../../options/source-form.ts'
import { parseType } from '../../../types/postgres-type.ts'
import type { CheckedCast } from './checked-cast.ts'
import { addressCast } from './address.ts'
import { booleanCast } from './boolean.ts'
import { bytesCast } from './bytes.ts'
import { floatCast } from './float.ts'
import { integerCast } from './integer.ts'
import { intervalCast } from './interval.ts'
import { jsonCast } from './json.ts'
import { macCast } from './mac.ts'
import { momentCast } from './moment.ts'
import { numericCast } from './numeric.ts'
import { textCast } from './text.ts'
import { timeCast } from './time.ts'
import { uuidCast } from './uuid.ts'

/** What a checked cast is made from: parts of a ColumnPlan. */
export interface CastOrder {
  type: string
  from: SourceForm | null
  round: boolean
}

/**
 * The cast to one of the types that a user may name. Unlike the casts that the planner chooses it relies on no profile.
 * @throws RangeError for a type that is not in the list; the options were checked for it
 */
export function castFor({ type, from, round }: CastOrder): CheckedCast {
  const target = parseType(type)
  if (target === null) throw new RangeError(`${type} is no type of a checked cast`)
  const bytesFrom = from !== null && isByteForm(from) ? from : null
  switch (target.name) {
    case 'boolean':
      return booleanCast
    case 'smallint':
    case 'integer':
    case 'bigint':
      return integerCast(target.name)
    case 'real':
    case 'double precision':
      return floatCast(target.name)
    case 'numeric':
      return numericCast(target)
    case 'text':
    case 'varchar':
      return textCast(target.length)
    case 'bytea':
      return bytesCast(bytesFrom)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentCast(target.name, from === null || isByteForm(from) ? 'iso' : from, round)
    case 'time':
      return timeCast(round)
    case 'interval':
      return intervalCast
    case 'uuid':
      return uuidCast(bytesFrom)
    case 'json':
    case 'jsonb':
      return jsonCast(target.name)
    case 'inet':
    case 'cidr':
      return addressCast(target.name)
    case 'macaddr':
      return macCast
  }
}
