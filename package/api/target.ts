import { settingsOf } from '../../cli/target.ts'
import type { ConnectionSettings, SettingsProvider } from '../../engine/target/settings.ts'

/**
 * A URL, `postgres://user:password@host:5432/database?sslmode=verify-full`, completed by libpq's variables such as PGPASSWORD; or its parts;
 * or a function that gives these, asked once more with `true` when the server refused the login (a rotated secret).
 */
export type TargetName = string | ConnectionSettings | SettingsProvider

/** @throws LiteliftError `option-invalid` for a URL that cannot be read */
export function providerOf(target: TargetName): SettingsProvider {
  if (typeof target === 'function') return target
  const settings = typeof target === 'string' ? settingsOf(target) : target
  return () => Promise.resolve(settings)
}
