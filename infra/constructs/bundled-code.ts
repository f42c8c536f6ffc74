import { join } from 'node:path'
import { AssetHashType, DockerImage } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { bundle, type BundleTarget } from '../bundle.ts'

/** Bundled while the app is synthesised; its hash is that of the files, so an unchanged function is not deployed anew. */
export function bundledCode(entry: NonNullable<BundleTarget['entry']>): Code {
  return Code.fromAsset(join(import.meta.dirname, '../../lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local way always succeeds or throws. The name keeps the bundles of one folder apart.
      image: DockerImage.fromRegistry('scratch'),
      command: [entry],
      local: {
        tryBundle(directory) {
          bundle({ architecture: 'arm64', directory, entry })
          return true
        },
      },
    },
  })
}
