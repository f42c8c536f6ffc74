import { join } from 'node:path'
import { Architecture, Code, LayerVersion } from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'

/** The CAs of RDS as /opt/rds-ca.pem (lambda/target/tls.ts), 60 KB zipped, instead of what Lambda's image may or may not have. */
export function rdsCas(scope: Construct): LayerVersion {
  return new LayerVersion(scope, 'RdsCas', {
    description: 'litelift: the CAs of RDS',
    code: Code.fromAsset(join(import.meta.dirname, '../rds-ca')),
    compatibleArchitectures: [Architecture.ARM_64],
  })
}
