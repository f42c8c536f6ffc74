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
  'iso',
] as const
export const BYTE_FORMS = ['hex', 'base64'] as const

/** How a user says that a column's values are to be read (docs/types.md, Source forms). */
export const SOURCE_FORMS = [...MOMENT_FORMS, ...BYTE_FORMS] as const
export type MomentForm = (typeof MOMENT_FORMS)[number]
export type ByteForm = (typeof BYTE_FORMS)[number]
export type SourceForm = (typeof SOURCE_FORMS)[number]

export function isByteForm(form: SourceForm): form is ByteForm {
  return form === 'hex' || form === 'base64'
}

/** The type that a form's values have when the user names none; null where the form leaves it open. */
export function typeOfForm(form: SourceForm): string | null {
  switch (form) {
    case 'hex':
    case 'base64':
      return 'bytea'
    // Wall clocks without a zone.
    case 'julian':
    case 'ole':
    case 'dotnet-ticks':
      return 'timestamp'
    case 'iso':
      return null
    default:
      return 'timestamptz'
  }
}

/** Whether values of the form can become the type. */
export function formGives(form: SourceForm, base: string): boolean {
  if (isByteForm(form)) return base === 'bytea' || base === 'uuid'
  return base === 'date' || base === 'timestamp' || base === 'timestamptz' || (form === 'iso' && base === 'time')
}
