import * as z from 'zod'
import { asLiteliftError, interrupted, LiteliftError } from '../../engine/errors.ts'
import { optionsSchema } from '../../engine/options.ts'
import { optionInvalid, problemsOf } from '../../engine/options/invalid.ts'

/** What a call takes, by name. */
export type Shape = Record<string, z.ZodType>

/**
 * Looks at what a function was called with, before anything is done.
 * @param name of the function, for the message
 * @throws LiteliftError `option-invalid` that names each member, never its value
 */
export function checkCall(name: string, shape: Shape, given: unknown): void {
  const parsed = z.strictObject(shape, { error: isNoObject(name) }).safeParse(given)
  if (parsed.success) return
  const ofUnknown = ([key, ...below]: PropertyKey[]) => {
    if (below.length > 0) return 'is not known there'
    if (Object.hasOwn(optionsSchema.shape, key!) && 'options' in shape) return 'belongs into options'
    return `is none of ${Object.keys(shape).join(', ')}`
  }
  throw optionInvalid(`The call of ${name}() is not valid`, {
    problems: problemsOf(parsed.error, ofUnknown),
    hint: 'docs/library.md says what each function takes, and so do its types.',
    cause: parsed.error,
  })
}

function isNoObject(name: string): (issue: { code?: string }) => string | undefined {
  return ({ code }) => (code === 'invalid_type' ? `${name}() takes one object` : undefined)
}

/** A member by a look of its own; it says that one is missing by itself. */
export function member(fits: (value: unknown) => boolean, said: string): z.ZodType {
  return z.unknown().superRefine((value, context) => {
    if (!fits(value)) context.addIssue({ code: 'custom', message: value === undefined ? 'is missing' : said })
  })
}

/**
 * What a function promises: whatever goes wrong is a LiteliftError.
 * @param reading what is done, where it changes nothing and so leaves nothing to go on from
 */
export async function answered<Result>(
  work: () => Promise<Result>,
  { reading, signal }: { reading?: 'plan' | 'comparison'; signal?: AbortSignal | undefined } = {},
): Promise<Result> {
  try {
    return await work()
  } catch (thrown) {
    const error = asLiteliftError(thrown)
    if (error.code !== 'migration-interrupted') throw error
    const cause: unknown = signal?.aborted ? signal.reason : error.cause
    if (reading === undefined) throw interrupted(cause)
    throw new LiteliftError('migration-interrupted', {
      subject: error.subject,
      message: `The ${reading} was stopped before its end; nothing was changed anywhere.`,
      hint: 'Ask for it again; it begins anew.',
      cause,
    })
  }
}
