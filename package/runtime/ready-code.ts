import { join } from 'node:path'
import { Code } from 'aws-cdk-lib/aws-lambda'
import type { BundleTarget } from '../../infra/bundle.ts'

/** Takes the place of infra/constructs/bundled-code.ts in the package: the functions lie in it ready made, so that its users bundle nothing. */
export function bundledCode(entry: NonNullable<BundleTarget['entry']>): Code {
  const directory = entry === 'migration' ? 'migration-arm64' : entry
  return Code.fromAsset(join(import.meta.dirname, '../lambda', directory))
}
