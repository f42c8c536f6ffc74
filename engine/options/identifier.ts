import * as z from 'zod'

/** Bytes that an identifier may have; the server cuts longer ones silently (NAMEDATALEN - 1). */
const MOST_BYTES = 63

/** A name for something in PostgreSQL, which can be one as it stands. */
export const identifier = z
  .string()
  .min(1)
  .refine((name) => Buffer.byteLength(name) <= MOST_BYTES, `is longer than the ${MOST_BYTES} bytes of an identifier`)
  .refine((name) => !name.includes('\0'), 'holds a NUL character, which no identifier can')
  .meta({ maxLength: MOST_BYTES })
