import { atom, operation, type Moment, type Term } from '../term.ts'

/** How exactly each format that a timestamp column's text could have been written with tells the time; null is a form with zone. */
const PRECISION: ReadonlyMap<string, string> = new Map<string, string>([
  ['%Y-%m-%d', 'day'],
  ['%Y-%m-%d %H:%M', 'minute'],
  ['%Y-%m-%dT%H:%M', 'minute'],
  ['%Y-%m-%d %H:%M:%S', 'second'],
  ['%Y-%m-%dT%H:%M:%S', 'second'],
  ['%Y-%m-%d %H:%M:%f', 'milliseconds'],
  ['%Y-%m-%dT%H:%M:%f', 'milliseconds'],
  ['%F %T', 'second'],
])

const EPOCHS: ReadonlyMap<string, string> = new Map<string, string>([
  ['%s', 'second'],
  ['unix-ms', 'second'],
  ['unix', 'milliseconds'],
  ['julian', 'milliseconds'],
])

/** The time that a default writes, for a column whose texts became a type of time; null leaves it to what the value is. */
export function assignMoment(term: Term, type: string): Term | null {
  const { at, format } = term.moment as Moment
  const plain = format.replace(/(Z|\+00:00)$/, '')
  const zoned = plain !== format
  const precision = PRECISION.get(plain)
  switch (type) {
    case 'date':
      return format === '%Y-%m-%d' ? atom('date', `(${at})::date`) : null
    case 'time':
      return format === '%H:%M:%S' ? atom('time', `(date_trunc('second', ${at}))::time`) : null
    case 'timestamp':
      if (format === 'julian') return atom('timestamp', `date_trunc('milliseconds', ${at})`)
      return precision && !zoned ? atom('timestamp', `date_trunc('${precision}', ${at})`) : null
    case 'timestamptz': {
      const kept = precision ?? (format === 'julian' ? undefined : EPOCHS.get(format))
      return kept ? operation('timestamptz', `date_trunc('${kept}', ${at}) AT TIME ZONE 'UTC'`) : null
    }
    default:
      return null
  }
}
