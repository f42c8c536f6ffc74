/** What a number of a form counts: units of a moment or of a duration, or days; and how dates are written. */
export const MOMENT_FORMS = [
  'unix-s',
  'unix-ms',
  'unix-us',
  'unix-ns',
  'julian',
  'apple',
  'webkit',
  'filetime',
  'dotnet-ticks',
  'ole',
  'days-since-1970',
  'yyyymmdd',
  'iso',
] as const
export const BYTE_FORMS = ['hex', 'base64'] as const

/** How a user says that a column's values are to be read (docs/types.md, Source forms). */
export const SOURCE_FORMS = [...MOMENT_FORMS, ...BYTE_FORMS, 'guid-le', 'time-of-day', 'json'] as const
export type MomentForm = (typeof MOMENT_FORMS)[number]
export type ByteForm = (typeof BYTE_FORMS)[number]
export type SourceForm = (typeof SOURCE_FORMS)[number]

/** Forms whose numbers count units of time, so that they can be durations as well. */
export const DURATION_FORMS = ['unix-s', 'unix-ms', 'unix-us', 'unix-ns', 'dotnet-ticks'] as const
export type DurationForm = (typeof DURATION_FORMS)[number]

export function isByteForm(form: SourceForm): form is ByteForm {
  return form === 'hex' || form === 'base64'
}

export function isMomentForm(form: SourceForm): form is MomentForm {
  return (MOMENT_FORMS as readonly string[]).includes(form)
}

export function isDurationForm(form: SourceForm): form is DurationForm {
  return (DURATION_FORMS as readonly string[]).includes(form)
}

/** The type that a form's values have when the user names none; null where the form leaves it open. */
export function typeOfForm(form: SourceForm): string | null {
  switch (form) {
    case 'hex':
    case 'base64':
      return 'bytea'
    case 'guid-le':
      return 'uuid'
    // Wall clocks without a zone.
    case 'julian':
    case 'ole':
    case 'dotnet-ticks':
      return 'timestamp'
    case 'days-since-1970':
    case 'yyyymmdd':
      return 'date'
    case 'time-of-day':
      return 'time'
    case 'iso':
    case 'json':
      return null
    default:
      return 'timestamptz'
  }
}

/** Whether values of the form can become the type, given by its name without arguments; arrays are made from JSON alone. */
export function formGives(form: SourceForm, { name, isArray }: { name: string; isArray: boolean }): boolean {
  if (isArray || form === 'json') return form === 'json' && (isArray || name === 'json' || name === 'jsonb')
  switch (form) {
    case 'hex':
    case 'base64':
      return name === 'bytea' || name === 'uuid'
    case 'guid-le':
      return name === 'uuid'
    case 'time-of-day':
      return name === 'time'
    default:
      return (
        name === 'date' ||
        name === 'timestamp' ||
        name === 'timestamptz' ||
        (name === 'interval' && (form === 'iso' || isDurationForm(form))) ||
        (form === 'iso' && (name === 'time' || name === 'timetz'))
      )
  }
}
