import { Annotations, Duration, Stack, Token } from 'aws-cdk-lib'
import { Match, Rule } from 'aws-cdk-lib/aws-events'
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Bucket,
  BucketNotificationDestinationType,
  EventType,
  type CfnBucket,
  type IBucket,
  type IBucketNotificationDestination,
} from 'aws-cdk-lib/aws-s3'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { acknowledgeBasicExecution } from './acknowledge-wildcards.ts'
import { accountOf } from './in-account.ts'

export interface AnnouncementsProps {
  by: 'notifications' | 'eventbridge'
  bucket: IBucket
  /** None is the beginning of another. */
  prefixes: string[]
  queue: Queue
  deadLetters: Queue
}

/** How the queue hears of new objects: by notifications of the bucket, or by a rule of EventBridge. */
export class Announcements extends Construct {
  readonly by: AnnouncementsProps['by']
  readonly bucket: IBucket
  readonly prefixes: string[]

  constructor(scope: Construct, id: string, { by, bucket, prefixes, queue, deadLetters }: AnnouncementsProps) {
    super(scope, id)
    this.by = by
    this.bucket = bucket
    this.prefixes = prefixes
    if (by === 'eventbridge') this.makeRule(queue, deadLetters)
    else this.notify(queue)
    this.node.addValidation({ validate: () => this.clashes() })
  }

  private notify(queue: Queue): void {
    const destination = this.letIn(queue)
    for (const prefix of this.prefixes) {
      this.bucket.addEventNotification(EventType.OBJECT_CREATED, destination, ...(prefix === '' ? [] : [{ prefix }]))
    }
    // aws-cdk-lib makes one handler for all notifications of a stack, under this name.
    const handler = Stack.of(this.bucket).node.findChild('BucketNotificationsHandler050a0587b7544547bf325f094a3db834')
    acknowledgeBasicExecution(
      handler,
      "aws-cdk-lib's own handler, which sets the bucket's notifications at deployment, writes its log.",
    )
  }

  /**
   * In place of aws-cdk-lib's SqsDestination, which lets the bucket send by its name alone, which somebody else could take once it is deleted,
   * and which makes a circle where bucket and queue have one key.
   */
  private letIn(queue: Queue): IBucketNotificationDestination {
    const principals = [new ServicePrincipal('s3.amazonaws.com')]
    const own = { StringEquals: { 'aws:SourceAccount': accountOf(this.bucket) } }
    const { policyDependable } = queue.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ...own, ArnLike: { 'aws:SourceArn': this.bucket.bucketArn } },
      }),
    )
    queue.encryptionMasterKey?.addToResourcePolicy(
      new PolicyStatement({
        principals,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: own,
      }),
    )
    const { QUEUE: type } = BucketNotificationDestinationType
    return {
      bind: () => ({ arn: queue.queueArn, type, dependencies: policyDependable ? [policyDependable] : [] }),
    }
  }

  private makeRule(queue: Queue, deadLetters: Queue): void {
    const account = accountOf(this.bucket)
    const { region } = this.bucket.env
    const stack = Stack.of(this)
    if (differ(account, stack.account) || differ(region, stack.region)) {
      throw new Error(
        `The bucket is of account ${account} and region ${region}, whose EventBridge hears of its objects: put the stack there, or ` +
          "use `announcements: 'notifications'`, which another account of the region may have.",
      )
    }
    if (this.bucket instanceof Bucket) this.bucket.enableEventBridgeNotification()
    const everything = this.prefixes.includes('')
    const rule = new Rule(this, 'Rule', {
      description: 'litelift: new objects of the uploads',
      eventPattern: {
        source: ['aws.s3'],
        account: [account],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [this.bucket.bucketName] },
          ...(everything
            ? {}
            : { object: { key: Match.anyOf(...this.prefixes.map((prefix) => Match.prefix(prefix))) } }),
        },
      },
    })
    // What cannot be put into the queue within a day, EventBridge's limit, is not lost either.
    rule.addTarget(new SqsQueue(queue, { deadLetterQueue: deadLetters, maxEventAge: Duration.hours(24) }))
  }

  /** What the others of this app on the same bucket make impossible; of other apps nothing is known here. */
  private clashes(): string[] {
    return (
      this.node.root.node
        .findAll()
        .filter((one): one is Announcements => one instanceof Announcements)
        // Each pair once.
        .filter((other) => this.node.path < other.node.path)
        .filter((other) => nameOf(other.bucket) === nameOf(this.bucket))
        .flatMap((other) => this.clashesWith(other))
    )
  }

  private clashesWith(other: Announcements): string[] {
    const where = `${this.node.path} and ${other.node.path} are on one bucket`
    const overlap = this.prefixes.find((one) =>
      other.prefixes.some((two) => one.startsWith(two) || two.startsWith(one)),
    )
    if (this.by === 'eventbridge' || other.by === 'eventbridge') {
      if (overlap !== undefined) {
        Annotations.of(this).addWarningV2('litelift:twice', `${where}: what lies below '${overlap}' goes to both.`)
      }
      return []
    }
    const instead = "or use `announcements: 'eventbridge'`"
    if (overlap !== undefined) {
      return [
        `${where}, and both announce what lies below '${overlap}', which S3 refuses: part the prefixes, ${instead}.`,
      ]
    }
    // aws-cdk-lib sets the notifications of each bucket object by itself: it takes all of a stack for its own when one is removed, and
    // those of a bucket that it makes for the only ones.
    if (
      this.bucket !== other.bucket &&
      (Stack.of(this) === Stack.of(other) || isMade(this.bucket) || isMade(other.bucket))
    ) {
      return [
        `${where} by two objects, each of which removes the other's notifications: pass both the same \`uploads\`, ${instead}.`,
      ]
    }
    return []
  }
}

/** What is known at deployment only may be the same. */
function differ(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other
}

function isMade(bucket: IBucket): boolean {
  return bucket instanceof Bucket
}

/** A bucket's name, or what stands for it where it is known at deployment only. */
function nameOf(bucket: IBucket): string {
  const stack = Stack.of(bucket)
  const given: unknown = isMade(bucket) ? stack.resolve((bucket.node.defaultChild as CfnBucket).bucketName) : undefined
  const name: unknown = given ?? stack.resolve(bucket.bucketName)
  return typeof name === 'string' ? name : `${stack.node.path}/${JSON.stringify(name)}`
}
