import type { Cast, ColumnPlan } from '../plan/plan.ts'
import { isByteForm } from '../options/source-form.ts'
import type { FileEncoding, Form, ColumnType } from './form.ts'
import { booleanForm } from './forms/boolean.ts'
import { byteaForm } from './forms/bytea.ts'
import { castBytesForm } from './forms/cast-bytes.ts'
import { castMomentForm, castTimeForm } from './forms/cast-moment.ts'
import { doubleForm, realForm } from './forms/float.ts'
import { integerForm } from './forms/integer.ts'
import { jsonForm } from './forms/json.ts'
import { momentForm, timeForm } from './forms/moment.ts'
import { numericForm } from './forms/numeric.ts'
import { otherForm } from './forms/other.ts'
import { withTextRules } from './forms/text-rules.ts'
import { paddedForm, textForm } from './forms/text.ts'
import { uuidForm } from './forms/uuid.ts'

/** The form for a target type and for what the plan makes of the file's values on their way there. */
export function formOf(type: ColumnType, column: ColumnPlan, encoding: FileEncoding): Form {
  const form = (column.cast === 'checked' ? castForm(type, column) : null) ?? typeForm(type, column.cast, encoding)
  return withTextRules(form, column, encoding)
}

/** The forms in which a user's cast reads values otherwise than their type does. */
function castForm({ name }: ColumnType, { from, round }: ColumnPlan): Form | null {
  const bytes = from !== null && isByteForm(from) ? from : null
  switch (name) {
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return castMomentForm(name, from === null || isByteForm(from) ? 'iso' : from, round)
    case 'time':
      return castTimeForm(round)
    case 'bytea':
    case 'uuid':
      return bytes && castBytesForm(name, bytes)
    default:
      return null
  }
}

/** The cast says how numbers of the file stand for dates. */
function typeForm(type: ColumnType, cast: Cast, encoding: FileEncoding): Form {
  if (type.isEnum || type.name === 'citext') return textForm(encoding)
  if (!type.builtIn) return otherForm(type.sql, encoding)
  switch (type.name) {
    case 'bool':
      return booleanForm
    case 'int2':
    case 'int4':
    case 'int8':
      return integerForm
    case 'float4':
      return realForm
    case 'float8':
      return doubleForm
    case 'numeric':
      return numericForm
    case 'text':
    case 'varchar':
      return textForm(encoding)
    case 'bpchar':
      return paddedForm(encoding)
    case 'bytea':
      return byteaForm(encoding)
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return momentForm(type.name, cast)
    case 'time':
      return timeForm
    case 'uuid':
      return uuidForm
    case 'json':
    case 'jsonb':
      return jsonForm(encoding)
    default:
      return otherForm(type.sql, encoding)
  }
}
