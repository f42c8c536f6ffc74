import { Duration, type RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge-wildcards.ts'
import { bundledCode } from './bundled-code.ts'
import { inAccount } from './in-account.ts'
import type { Intake } from './intake.ts'
import { logGroup } from './log-group.ts'
import type { Reports } from './reports.ts'

export interface BackfillProps {
  intake: Intake
  /** Its bucket gets the manifest and the completion report of each job, below `backfill/`. */
  reports: Reports
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** What S3 Batch Operations needs to put existing objects into the queue (docs/backfill.md): a function for each object, and a role. */
export class Backfill extends Construct {
  readonly function: Function
  /** For the job. */
  readonly role: Role

  constructor(scope: Construct, id: string, props: BackfillProps) {
    super(scope, id)
    const log = logGroup(this, 'Log', { retention: RetentionDays.ONE_MONTH, ...props })
    this.function = new Function(this, 'Function', {
      description: 'litelift: puts an existing object into the queue',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode('backfill'),
      memorySize: 256,
      timeout: Duration.minutes(1),
      environment: { LITELIFT_QUEUE_URL: props.intake.queue.queueUrl },
      logGroup: log,
      role: this.functionRole(props),
    })
    log.grantWrite(this.function)
    this.role = this.jobRole(props)
  }

  private functionRole({ intake, encryptionKey }: BackfillProps): Role {
    const role = new Role(this, 'FunctionRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const sending = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [intake.queue.queueArn] })
    for (const statement of [...intake.permissions, sending]) {
      role.addToPolicy(statement)
      acknowledgeWildcards(role, statement, 'One bucket and prefix; keys below it are not known beforehand.')
    }
    intake.bucket.encryptionKey?.grantDecrypt(role)
    encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey')
    return role
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
