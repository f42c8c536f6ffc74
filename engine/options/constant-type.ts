/** Types that a constant may have; each value has one spelling, which is also what PostgreSQL prints but for moments. */
export const CONSTANT_TYPES = [
  'text',
  'smallint',
  'integer',
  'bigint',
  'boolean',
  'uuid',
  'date',
  'timestamptz',
] as const
export type ConstantType = (typeof CONSTANT_TYPES)[number]

const RANGE = { smallint: 2n ** 15n, integer: 2n ** 31n, bigint: 2n ** 63n }

/** The value as its type spells it; null where it is none of the type. */
export function spelledAs(type: ConstantType, text: string): string | null {
  switch (type) {
    case 'text':
      return text
    case 'smallint':
    case 'integer':
    case 'bigint': {
      if (!/^-?\d{1,30}$/.test(text)) return null
      const number = BigInt(text)
      return number >= -RANGE[type] && number < RANGE[type] ? number.toString() : null
    }
    case 'boolean':
      return /^(true|false)$/i.test(text) ? text.toLowerCase() : null
    case 'uuid':
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text.toLowerCase() : null
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) && isDay(text) ? text : null
    case 'timestamptz': {
      const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/.test(text)
        ? Date.parse(text)
        : NaN
      return Number.isNaN(moment) || !isDay(text.slice(0, 10)) ? null : new Date(moment).toISOString()
    }
  }
}

/** JavaScript reads 30 February as 2 March, and PostgreSQL has no year 0. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && !text.startsWith('0000')
}
