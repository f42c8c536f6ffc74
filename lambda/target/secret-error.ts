import { LiteliftError } from '../../engine/errors.ts'
import { errorName } from '../../aws/error-name.ts'

/** Answers of Secrets Manager that stay the same until somebody changes the secret, its key or the grants. */
const LASTING = [
  'ResourceNotFoundException',
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidParameterException',
  'InvalidRequestException',
]

/** What Secrets Manager or the way to it said, as the error to report. */
export function secretError(error: unknown, secretArn: string): LiteliftError {
  const name = errorName(error)
  if (LASTING.includes(name)) return secretInvalid(secretArn, `cannot be read (${name})`, error)
  return new LiteliftError('secret-unavailable', {
    message: `The secret ${secretArn} cannot be fetched at the moment (${name}).`,
    hint: 'Try again; if it goes on, check that the subnets have a route to Secrets Manager, for example an interface endpoint.',
    cause: isAnswer(error) ? error : undefined,
  })
}

/** What came but cannot be read is quoted by the error about it, and may be the secret. */
function isAnswer(error: unknown): boolean {
  return !(error instanceof SyntaxError)
}

export function secretInvalid(secretArn: string, problem: string, cause?: unknown): LiteliftError {
  return new LiteliftError('secret-invalid', {
    message: `The secret ${secretArn} ${problem}.`,
    hint: 'docs/lambda.md, Credentials, shows both shapes that a secret can have, and the grants that reading it needs.',
    cause,
  })
}
