import { homedir } from 'node:os'
import { join } from 'node:path'

/** What tests install once, and keep between runs, lies here: outside of the checkout, whose packages stay as they are. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'litelift')
}
