import { isByteForm, isMomentForm, type SourceForm } from '../../../options/source-form.ts'
import { elementOf, parseType, type PostgresType } from '../../../types/postgres-type.ts'
import { addressCast } from './address.ts'
import { arrayLiteralCast } from './array-literal.ts'
import { arrayCast } from './array.ts'
import { bitsCast } from './bits.ts'
import { booleanCast } from './boolean.ts'
import { bytesCast } from './bytes.ts'
import type { CheckedCast } from './checked-cast.ts'
import { hstoreCast } from './hstore.ts'
import { floatCast } from './float.ts'
import { integerCast } from './integer.ts'
import { intervalCast } from './times/interval.ts'
import { jsonCast } from './json.ts'
import { macCast } from './mac.ts'
import { momentCast } from './times/moment.ts'
import { numericCast } from './numeric.ts'
import { textCast } from './text.ts'
import { timeCast, timetzCast } from './times/time.ts'
import { uuidCast } from './uuid.ts'

/** What a checked cast is made from: parts of a ColumnPlan. */
export interface CastOrder {
  type: string
  from: SourceForm | null
  round: boolean
  /** The type that the server's input makes of the text; null or left out where it is not text that waits. */
  into?: string | null
}

/**
 * The cast to one of the types that a user may name, or that an existing column has. Unlike the casts that the planner
 * chooses it relies on no profile.
 * @throws RangeError for a type that is not in the list; the options were checked for it
 */
export function castFor({ type, from, round, into = null }: CastOrder): CheckedCast {
  const target = parseType(type)
  if (target === null) throw new RangeError(`${type} is no type of a checked cast`)
  if (target.name === 'text' && from === 'json' && !target.isArray)
    return into?.endsWith('[]') === true ? arrayLiteralCast : hstoreCast
  if (!target.isArray) return scalarCast(target, from, round)
  const element = elementOf(target)
  return arrayCast(scalarCast(element, null, round), element.name, from === 'json')
}

/** Bytes of an identifier (NAMEDATALEN - 1). */
const NAME_BYTES = 63

function scalarCast(target: PostgresType, from: SourceForm | null, round: boolean): CheckedCast {
  const { name, length, fraction } = target
  const bytesFrom = from !== null && isByteForm(from) ? from : null
  switch (name) {
    case 'boolean':
      return booleanCast
    case 'smallint':
    case 'integer':
    case 'bigint':
      return integerCast(name)
    case 'real':
    case 'double precision':
      return floatCast(name, round)
    case 'numeric':
      return numericCast(target, round)
    case 'text':
    case 'varchar':
      return textCast({ characters: length, bytes: null, padded: false })
    case 'char':
      return textCast({ characters: length, bytes: null, padded: true })
    case 'name':
      return textCast({ characters: null, bytes: NAME_BYTES, padded: false })
    case 'bytea':
      return bytesCast(bytesFrom)
    case 'bit':
    case 'varbit':
      return bitsCast(length, name === 'varbit')
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentCast(name, { form: from !== null && isMomentForm(from) ? from : 'iso', fraction, round })
    case 'time':
      return timeCast({ ofMoments: from === 'time-of-day', fraction, round })
    case 'timetz':
      return timetzCast({ fraction, round })
    case 'interval':
      return intervalCast({ from, fraction, round })
    case 'uuid':
      return uuidCast(from === 'guid-le' ? from : bytesFrom)
    case 'json':
    case 'jsonb':
      return jsonCast(name)
    case 'inet':
    case 'cidr':
      return addressCast(name)
    case 'macaddr':
      return macCast
  }
}
