/** Microseconds of UTC since 1970, or of a day; or why the value is none. */
export type Micros = bigint | string

/** Why a moment is refused that PostgreSQL would have to round. */
export const TOO_FINE = 'is finer than a microsecond; the option round rounds it'
