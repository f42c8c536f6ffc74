import type * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'

/**
 * What an event says, by its schema.
 * @param subject names it in the error, `This S3 event`
 * @throws LiteliftError `event-invalid` naming the fields that are not as they should be
 */
export function valid<Output>(schema: z.ZodType<Output>, event: unknown, subject: string): Output {
  const parsed = schema.safeParse(event)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
  throw new LiteliftError('event-invalid', {
    message: `${subject} is not as expected: ${problems.join('; ')}`,
    hint: 'docs/lambda.md, Events, lists what can be taken.',
  })
}
