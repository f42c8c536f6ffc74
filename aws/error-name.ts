/** The most telling name of what a service or the network said: `ECONNREFUSED`, `AccessDenied`, `TimeoutError`. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
