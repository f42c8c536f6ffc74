import { Duration, Stack, Validations, type RemovalPolicy } from 'aws-cdk-lib'
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, EventType, type IBucket } from 'aws-cdk-lib/aws-s3'
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { accountOf, inAccount } from './in-account.ts'
import { outermostPrefixes } from '../outermost-prefixes.ts'

export interface IntakeProps {
  /** An existing bucket; its other notifications stay. */
  uploads: IBucket | undefined
  /** Key prefixes that are announced. */
  prefixes: string[]
  /** The function's time limit. */
  timeout: Duration
  accessLogs: IBucket
  removalPolicy: RemovalPolicy
}

/** From the uploaded object to the message that announces it: bucket, queue, dead-letter queue. */
export class Intake extends Construct {
  readonly bucket: IBucket
  readonly queue: Queue
  /** What was tried five times. */
  readonly deadLetters: Queue
  /** To read the announced objects. */
  readonly permissions: PolicyStatement[]

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id)
    const { uploads, timeout } = props
    this.bucket = uploads ?? this.uploadsBucket(props)
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // The longest there is: time for people to come back from holidays.
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // Six times the function's limit, so that a message throttled on its way comes back to nobody still at work
      // (docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html). The function shortens it after a failure.
      visibilityTimeout: Duration.seconds(timeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: 5 },
    })
    const prefixes = outermostPrefixes(props.prefixes)
    this.announce(prefixes)
    this.permissions = this.readPermissions(prefixes)
  }

  private uploadsBucket({ accessLogs, removalPolicy }: IntakeProps): Bucket {
    return new Bucket(this, 'Uploads', {
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'uploads/',
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(7) }],
      removalPolicy,
    })
  }

  private announce(prefixes: string[]): void {
    const destination = new SqsDestination(this.queue)
    for (const prefix of prefixes) {
      this.bucket.addEventNotification(EventType.OBJECT_CREATED, destination, ...(prefix === '' ? [] : [{ prefix }]))
    }
    // aws-cdk-lib lets the bucket send by its name, which somebody else could take once it is deleted.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringNotEquals: { 'aws:SourceAccount': accountOf(this.bucket) } },
      }),
    )
    // aws-cdk-lib makes one handler for all notifications of a stack, under this name.
    const handler = Stack.of(this).node.findChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834')
    Validations.of(handler).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      reason: "aws-cdk-lib's own handler, which sets the bucket's notifications at deployment, writes its log.",
    })
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
