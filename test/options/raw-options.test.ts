import { expectTypeOf, test } from 'vitest'
import type * as z from 'zod'
import type { optionsSchema, RawOptions } from '../../engine/options.ts'

// The compiler is what runs this: `npm run check:types` fails where an option is missing on one side, or of another type.
test('the options as users write them are those that the schema takes', () => {
  expectTypeOf<RawOptions>().toEqualTypeOf<z.input<typeof optionsSchema>>()
})
