import { isDeepStrictEqual } from 'node:util'
import { type Options, optionsSchema, parseOptions } from '../options.ts'
import type { RawOptions } from '../options/raw-options.ts'

/** `before` and `after` are SQL of the user's own, which may hold passwords, also where they are no literals: a misspelt statement may have any word. */
const LEFT_OUT: readonly (keyof Options)[] = ['$schema', 'before', 'after']

/** The options that are other than their defaults, but for SQL of the user's own. */
export function chosenOptions(options: Options): RawOptions {
  const defaults = parseOptions({})
  const names = Object.keys(optionsSchema.shape) as (keyof Options)[]
  const chosen = names.filter((name) => !LEFT_OUT.includes(name) && !isDeepStrictEqual(options[name], defaults[name]))
  return Object.fromEntries(chosen.map((name) => [name, options[name]]))
}
