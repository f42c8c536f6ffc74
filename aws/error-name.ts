/** The most telling name of what a service or the network said: `ECONNREFUSED`, `AccessDenied`, `TimeoutError`, else its words. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if ('code' in error && typeof error.code === 'string') return error.code
  return error.name === 'Error' ? error.message : error.name
}

/** What is wrong with the way to AWS itself, whatever was asked for, and what to do; null where it was asked. */
export function wrongWay(error: unknown): { message: string; hint: string } | null {
  if (!(error instanceof Error)) return null
  if (error.name === 'CredentialsProviderError')
    return {
      message: `There are no credentials for AWS: ${error.message.replace(/\.$/, '')}.`,
      hint: 'Set AWS_PROFILE to a profile that exists, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `aws sts get-caller-identity` shows who you are.',
    }
  if (/^Region (is missing|not accepted)/i.test(error.message))
    return { message: 'The region of AWS is not known.', hint: 'Set AWS_REGION, or a region in the profile.' }
  return null
}
