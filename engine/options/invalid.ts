import type * as z from 'zod'
import { LiteliftError } from '../errors.ts'
import { shown } from '../shown.ts'

/** What is wrong with what somebody gave, and where: a path such as `tables.users.mode`, '' for the whole. Never the value, which may be a secret. */
export interface Problem {
  path: string
  said: string
}

/** What zod found, each unknown key a problem of its own. */
export function problemsOf(
  { issues }: z.ZodError,
  ofUnknown: (path: PropertyKey[]) => string = () => 'is not known',
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: written([...issue.path, key]), said: ofUnknown([...issue.path, key]) }))
    }
    // Of a key it is said inside what is wrong with it.
    const said = issue.code === 'invalid_key' ? issue.issues.map(({ message }) => message).join('; ') : issue.message
    return { path: written(issue.path), said }
  })
}

function written(path: PropertyKey[]): string {
  return shown(path.map(String).join('.'))
}

/** Problems as one clause: `mode: …; tables.users: …`. */
export function listed(problems: readonly Problem[]): string {
  return problems.map(({ path, said }) => (path === '' ? said : `${path}: ${said}`)).join('; ')
}

/**
 * The error of what a caller gave.
 * @param what begins the message: `Options are not valid`
 */
export function optionInvalid(
  what: string,
  { problems, hint, cause }: { problems: readonly Problem[]; hint: string; cause?: unknown },
): LiteliftError {
  const option = problems.find(({ path }) => path !== '')?.path
  return new LiteliftError('option-invalid', {
    subject: option === undefined ? {} : { option },
    message: `${what}: ${listed(problems)}`,
    hint,
    cause,
  })
}
