import { isByteForm, isMomentForm, type SourceForm } from '../options/source-form.ts'
import type { ColumnPlan } from '../plan/plan.ts'
import { elementOf, parseType } from '../types/postgres-type.ts'
import type { ColumnType, FileEncoding, Form } from './form.ts'
import { arrayForm } from './forms/array.ts'
import { booleanForm } from './forms/boolean.ts'
import { byteaForm } from './forms/bytea.ts'
import { castBytesForm, guidForm } from './forms/cast-bytes.ts'
import { castMomentForm, castTimeForm, timetzForm } from './forms/cast-moment.ts'
import { doubleForm, realForm, roundedForm } from './forms/float.ts'
import { hstoreForm } from './forms/hstore.ts'
import { integerForm } from './forms/integer.ts'
import { intervalForm } from './forms/interval.ts'
import { jsonForm } from './forms/json.ts'
import { momentForm, timeForm } from './forms/moment.ts'
import { moneyForm, numericForm, roundedNumericForm } from './forms/numeric.ts'
import { otherForm } from './forms/other.ts'
import { arrayLiteralForm, ownArrayForm } from './forms/own-array.ts'
import { paddedForm, textForm } from './forms/text.ts'
import { withTextRules } from './forms/text-rules.ts'
import { uuidForm } from './forms/uuid.ts'

/** The form for a target type and for what the plan makes of the file's values on their way there. */
export function formOf(type: ColumnType, column: ColumnPlan, encoding: FileEncoding): Form {
  return withTextRules(typeForm(type, column, encoding), column, encoding)
}

type Reading = Pick<ColumnPlan, 'cast' | 'from' | 'round' | 'into'>

function typeForm(type: ColumnType, reading: Reading, encoding: FileEncoding): Form {
  if (type.isEnum || type.name === 'citext') return textForm(encoding)
  if (!type.builtIn && reading.from === 'json' && type.name.startsWith('_')) return ownArrayForm(type.sql, encoding)
  if (!type.builtIn) return type.name === 'hstore' ? hstoreForm(encoding) : otherForm(type.sql, encoding)
  const known = parseType(type.declared)
  if (known?.isArray === true) {
    const element = { ...type, name: type.name.replace(/^_/, ''), declared: elementOf(known).sql }
    const read = { cast: 'checked' as const, from: null, round: reading.round, into: null }
    const isJson = known.name === 'json' || known.name === 'jsonb'
    const as = { ofJson: isJson, isJsonOnly: reading.from === 'json' }
    return arrayForm(typeForm(element, read, encoding), as, encoding)
  }
  // What a cast that the planner chose reads is read as its name says; every other one by its form and the type's digits.
  const checked = reading.cast === 'checked'
  const fine = { digits: known?.fraction ?? 6, round: reading.round }
  switch (type.name) {
    case 'bool':
      return booleanForm
    case 'int2':
    case 'int4':
    case 'int8':
      return integerForm
    case 'float4':
      return reading.round ? roundedForm('real') : realForm
    case 'float8':
      return reading.round ? roundedForm('double') : doubleForm
    case 'numeric':
      return reading.round && known?.precision != null ? roundedNumericForm(known.scale) : numericForm
    case 'money':
      return moneyForm
    case 'text':
      // What waits for the input of hstore or of an array.
      if (reading.from !== 'json') return textForm(encoding)
      return reading.into?.endsWith('[]') === true ? arrayLiteralForm(encoding) : hstoreForm(encoding)
    case 'varchar':
    case 'name':
    case 'char':
    case 'bit':
    case 'varbit':
      return textForm(encoding)
    case 'bpchar':
      return paddedForm(encoding)
    case 'bytea':
      return bytesForm(reading.from, encoding)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return checked
        ? castMomentForm(type.name, { from: momentOf(reading.from), ...fine })
        : momentForm(type.name, reading.cast)
    case 'time':
      return checked ? castTimeForm(reading.from === 'time-of-day', fine.digits, fine.round) : timeForm
    case 'timetz':
      return timetzForm(fine.digits, fine.round)
    case 'interval':
      return intervalForm({ from: reading.from, ...fine })
    case 'uuid':
      return uuidOf(reading.from)
    case 'json':
    case 'jsonb':
      return jsonForm(encoding)
    default:
      return otherForm(type.sql, encoding)
  }
}

function momentOf(from: SourceForm | null): Parameters<typeof castMomentForm>[1]['from'] {
  return from !== null && isMomentForm(from) ? from : 'iso'
}

function bytesForm(from: SourceForm | null, encoding: FileEncoding): Form {
  return from !== null && isByteForm(from) ? castBytesForm('bytea', from) : byteaForm(encoding)
}

function uuidOf(from: SourceForm | null): Form {
  if (from === 'guid-le') return guidForm
  return from !== null && isByteForm(from) ? castBytesForm('uuid', from) : uuidForm
}
