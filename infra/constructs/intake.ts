import { Duration, type RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { outermostPrefixes } from '../outermost-prefixes.ts'
import { Announcements } from './announcements.ts'
import { dataBucket } from './data-bucket.ts'
import { accountOf, inAccount } from './in-account.ts'

export interface IntakeProps {
  /** An existing bucket; its other notifications stay. */
  uploads: IBucket | undefined
  announcements: 'notifications' | 'eventbridge'
  /** Key prefixes that are announced. */
  prefixes: string[]
  /** The function's time limit. */
  timeout: Duration
  maxReceiveCount: number
  accessLogs: IBucket
  oldVersions: Duration
  expire: Duration | undefined
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** From the uploaded object to the message that announces it: bucket, queue, dead-letter queue. */
export class Intake extends Construct {
  readonly bucket: IBucket
  readonly announcements: Announcements
  readonly queue: Queue
  /** What was given up after all its tries, and what nobody can read. */
  readonly deadLetters: Queue
  /** To read the announced objects. */
  readonly permissions: PolicyStatement[]
  /** To put a message that cannot be read aside. */
  readonly settingAside: PolicyStatement
  /** To announce an object in place of S3, or once more. */
  readonly queueing: PolicyStatement

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id)
    this.bucket = props.uploads ?? dataBucket(this, 'Uploads', { ...props, accessLogsPrefix: 'uploads/' })
    const common = {
      ...(props.encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      // The longest there is: time for people to come back from holidays. It counts from the upload on, in whichever queue the message is.
      retentionPeriod: Duration.days(14),
    }
    this.deadLetters = new Queue(this, 'DeadLetters', common)
    this.queue = new Queue(this, 'Queue', {
      ...common,
      // Six times the function's limit, so that a message throttled on its way comes back to nobody still at work
      // (docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). The function shortens it after a failure.
      visibilityTimeout: Duration.seconds(props.timeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceiveCount },
    })
    const prefixes = outermostPrefixes(props.prefixes)
    this.announcements = new Announcements(this, 'Announcements', {
      by: props.announcements,
      bucket: this.bucket,
      prefixes,
      queue: this.queue,
      deadLetters: this.deadLetters,
    })
    this.permissions = this.readPermissions(prefixes)
    this.settingAside = new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: [this.deadLetters.queueArn],
    })
    this.queueing = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] })
  }

  private readPermissions(prefixes: string[]): PolicyStatement[] {
    const statements = [
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: prefixes.map((prefix) => this.bucket.arnForObjects(`${prefix}*`)),
      }),
      // Without it S3 answers 403, not 404, for an object that is gone; a condition on s3:prefix would not cover that.
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    ]
    return statements.map((statement) => inAccount(statement, accountOf(this.bucket)))
  }
}
