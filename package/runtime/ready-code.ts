import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'

/** Takes the place of infra/constructs/bundled-code.ts in the package: the functions lie in it ready made, so that its users bundle nothing. */
export function bundledCode(entry: 'migration' | 'own-role' | 'backfill'): Code {
  const directory = entry === 'migration' ? 'migration-arm64' : entry
  return Code.fromAsset(join(import.meta.dirname, '../lambda', directory))
}
