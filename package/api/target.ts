import * as z from 'zod'
import { settingsOf } from '../../cli/target.ts'
import { LiteliftError } from '../../engine/errors.ts'
import { optionInvalid, problemsOf } from '../../engine/options/invalid.ts'
import type { ConnectionSettings, SettingsProvider } from '../../engine/target/settings.ts'
import { callOwn } from './callers-own.ts'

/**
 * A URL, `postgres://user:password@host:5432/database?sslmode=verify-full`, completed by libpq's variables such as PGPASSWORD; or its parts;
 * or a function that gives these, asked once more with `true` when the server refused the login (a rotated secret).
 */
export type TargetName = string | URL | ConnectionSettings | SettingsProvider

const text = z.string().min(1)
const SETTINGS = z.strictObject({
  host: text,
  port: z.int().min(1).max(65_535),
  user: text,
  password: z.string(),
  database: text,
  tls: z.union([z.literal(false), z.strictObject({ ca: z.string().nullable() })], {
    error: 'must be false, or { ca } with null or certificates in PEM',
  }),
})

/** In the shape of a call. */
export const TARGET = z.unknown().superRefine((value, context) => {
  if (typeof value === 'string' || typeof value === 'function' || value instanceof URL) return
  if (value === undefined) context.addIssue({ code: 'custom', message: 'is missing' })
  else if (typeof value !== 'object' || value === null || Array.isArray(value))
    context.addIssue({ code: 'custom', message: 'must be a URL, its parts, or a function that gives these' })
  else {
    for (const { path, said } of problemsIn(value))
      context.addIssue({ code: 'custom', path: path === '' ? [] : path.split('.'), message: said })
  }
})

function problemsIn(settings: unknown) {
  const parsed = SETTINGS.safeParse(settings)
  if (parsed.success) return []
  return problemsOf(parsed.error, () => `is none of ${Object.keys(SETTINGS.shape).join(', ')}`)
}

/** @throws LiteliftError `option-invalid` for a URL that cannot be read; what the provider throws is one as well */
export function providerOf(target: TargetName, signal?: AbortSignal): SettingsProvider {
  if (typeof target === 'function') return asked(target, signal)
  const settings = typeof target === 'string' || target instanceof URL ? parsed(String(target)) : target
  return () => Promise.resolve(settings)
}

function parsed(url: string): ConnectionSettings {
  try {
    return settingsOf(url)
  } catch (thrown) {
    if (!(thrown instanceof LiteliftError)) throw thrown
    throw LiteliftError.revive({ ...thrown.toJSON(), subject: { option: 'target' } }, thrown.cause)
  }
}

function asked(target: SettingsProvider, signal: AbortSignal | undefined): SettingsProvider {
  return async (refresh) => {
    const settings = await callOwn(() => target(refresh), {
      code: 'secret-unavailable',
      what: 'The function that gives the target failed',
      hint: 'See the cause of this error: what it threw is not of litelift. Try again when it gives the settings.',
      signal,
    })
    const problems = problemsIn(settings).map(({ path, said }) => ({
      path: path === '' ? 'target' : `target.${path}`,
      said,
    }))
    if (problems.length === 0) return settings
    throw optionInvalid('What the function that gives the target gave is not valid', {
      problems,
      hint: 'It gives the parts of a URL: host, port, user, password, database and tls.',
    })
  }
}
