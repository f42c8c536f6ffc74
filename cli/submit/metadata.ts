import { LiteliftError } from '../../engine/errors.ts'

/** What an object may say of itself (docs/lambda.md, Options of a single object). */
export interface Overrides {
  schema?: string
  mode?: string
  identifiers?: string
  verify?: string
  include?: string[]
  exclude?: string[]
}

const NAMES = ['schema', 'mode', 'identifiers', 'verify', 'include', 'exclude'] as const

/**
 * User metadata of an object, names without `x-amz-meta-`.
 * @throws LiteliftError `option-invalid` for what metadata cannot hold: S3 takes ASCII, and a list is separated by commas
 */
export function metadataOf(overrides: Overrides): Record<string, string> {
  return Object.fromEntries(
    NAMES.flatMap((name): [string, string][] => {
      const value = overrides[name]
      if (value === undefined) return []
      for (const one of [value].flat()) refuseUnsendable(name, one, Array.isArray(value))
      return [[`litelift-${name}`, [value].flat().join(',')]]
    }),
  )
}

function refuseUnsendable(name: string, value: string, isListed: boolean): void {
  const problem = /[^\x20-\x7e]|^\s|\s$/.test(value)
    ? 'holds more than printable ASCII, which is all that metadata of S3 can carry'
    : isListed && value.includes(',')
      ? 'holds a comma, which separates the names of a list'
      : null
  if (problem === null) return
  throw new LiteliftError('option-invalid', {
    message: `The value of --${name} ${problem}.`,
    hint: 'Set it in the route instead.',
  })
}
