import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from '../constructs/acknowledge-wildcards.ts'
import { inAccount } from '../constructs/in-account.ts'
import type { Intake } from '../constructs/intake.ts'
import type { MigrationFunction } from '../constructs/migration-function.ts'
import type { Reports } from '../constructs/reports.ts'

export interface BackfillProps {
  intake: Intake
  migration: MigrationFunction
  /** Its bucket gets the manifest and the completion report of each job, below `backfill/`. */
  reports: Reports
  encryptionKey: IKey | undefined
}

/**
 * What S3 Batch Operations needs to put existing objects into the queue (docs/backfill.md): a role for its jobs, which call the migrating function
 * for each object, and that function's way into the queue.
 */
export class Backfill extends Construct {
  /** The migrating one. */
  readonly function: Function
  /** For the job. */
  readonly role: Role

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id)
    const { intake, migration } = props
    this.function = migration.function
    this.function.addEnvironment('LITELIFT_QUEUE_URL', intake.queue.queueUrl)
    this.role = this.jobRole(props)
  }

  /** docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-iam-role-policies.html */
  private jobRole({ intake, reports, encryptionKey }: BackfillProps): Role {
    const role = new Role(this, 'JobRole', { assumedBy: new ServicePrincipal('batchoperations.s3.amazonaws.com') })
    const files = new PolicyStatement({
      actions: ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion'],
      resources: [reports.bucket.arnForObjects('backfill/*')],
    })
    const statements = [
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [this.function.functionArn] }),
      inAccount(files, reports.bucket.env.account),
      // For a list of objects that S3 makes by itself.
      new PolicyStatement({ actions: ['s3:PutInventoryConfiguration'], resources: [intake.bucket.bucketArn] }),
    ]
    for (const statement of statements) {
      role.addToPolicy(statement)
      acknowledgeWildcards(role, statement, 'Manifests and completion reports, whose names S3 chooses.')
    }
    encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey')
    return role
  }
}
