import { Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import { acknowledgeWildcards } from '../constructs/acknowledge-wildcards.ts'
import { accountOf, inAccount } from '../constructs/in-account.ts'
import type { MigrationFunction } from '../constructs/migration-function.ts'
import type { Network } from '../constructs/network.ts'
import type { Reports } from '../constructs/reports.ts'
import { pass } from '../constructs/restrict-endpoints.ts'

const PREFIX = 'work/'

/** A place for what tasks leave for each other: in the bucket of the reports, since a route may take every key of the one of the uploads. It expires. */
export function giveWorkFiles(
  tasks: Function,
  { reports, migration, network }: { reports: Reports; migration: MigrationFunction; network: Network },
): void {
  const { bucket } = reports
  bucket.addLifecycleRule({
    prefix: PREFIX,
    // What is gone is made again; an execution lasts hours.
    expiration: Duration.days(7),
    noncurrentVersionExpiration: Duration.days(1),
    abortIncompleteMultipartUploadAfter: Duration.days(1),
  })
  const statement = inAccount(
    new PolicyStatement({
      actions: ['s3:PutObject', 's3:AbortMultipartUpload', 's3:GetObject', 's3:DeleteObject'],
      resources: [bucket.arnForObjects(`${PREFIX}*`)],
    }),
    accountOf(bucket),
  )
  migration.role.addToPolicy(statement)
  acknowledgeWildcards(migration.role, statement, 'One bucket and prefix; ids of migrations are not known beforehand.')
  if (network.endpoints) pass(network.endpoints.s3, statement)
  tasks.addEnvironment('LITELIFT_WORK_PREFIX', PREFIX)
}
