import { isDeepStrictEqual } from 'node:util'
import { type Options, optionsSchema, parseOptions } from '../options.ts'
import type { RawOptions } from '../options/raw-options.ts'
import { withoutLiterals } from '../publish/without-secrets.ts'

/** The options that are other than their defaults; those that hold SQL of the user's own without its literals, which may be passwords. */
export function chosenOptions(options: Options): RawOptions {
  const defaults = parseOptions({})
  const names = Object.keys(optionsSchema.shape) as (keyof Options)[]
  const chosen = names.filter((name) => name !== '$schema' && !isDeepStrictEqual(options[name], defaults[name]))
  const shown = { ...options, before: options.before.map(withoutLiterals), after: options.after.map(withoutLiterals) }
  return Object.fromEntries(chosen.map((name) => [name, shown[name]]))
}
