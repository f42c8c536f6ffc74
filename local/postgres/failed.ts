import { LiteliftError } from '../../engine/errors.ts'

/** The error of a local server that did not come up. `output` is what it said; its last lines go into the message. */
export function serverFailed(why: string, details: { output?: string; hint?: string; cause?: unknown } = {}) {
  const said = details.output?.trim().split('\n').slice(-5).join(' / ')
  return new LiteliftError('local-server-failed', {
    message: said ? `${why}: ${said}` : `${why}.`,
    hint: details.hint ?? 'Give the URL of a PostgreSQL server of your own with --to.',
    cause: details.cause,
  })
}
