import type { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { AuroraPostgresEngineVersion } from 'aws-cdk-lib/aws-rds'
import type { RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { MachineOptions } from './features/machine.ts'
import type { Route } from './route.ts'

export interface SqliteToPostgresProps {
  /** At least one; each with its own prefix. Routes without a database of their own lead to one that is made for them. */
  routes: Route[]
  /**
   * An existing bucket, also an imported one; its other notifications stay. Switch on versioning.
   * @default a new bucket: versioned, encrypted, TLS only
   */
  uploads?: IBucket
  /**
   * How the queue hears of new objects. `eventbridge` leaves the bucket's notifications alone, so that several may listen to one bucket,
   * also on the same prefixes. An existing bucket needs EventBridge switched on.
   * @default notifications
   */
  announcements?: 'notifications' | 'eventbridge'
  /**
   * How long old versions of uploads and reports are kept in the buckets that are made.
   * @default 90 days
   */
  oldVersions?: Duration
  /**
   * How long objects are kept in the buckets that are made. An upload has to outlast its message: 15 days at least.
   * @default for ever
   */
  expire?: { uploads?: Duration; reports?: Duration }
  /**
   * How long the logs of the function and of the state machine are kept.
   * @default 90 days
   */
  logRetention?: RetentionDays
  /**
   * An existing VPC, from which the databases of all routes can be reached.
   * @default a new one of isolated subnets in two zones, with endpoints
   */
  vpc?: IVpc
  /**
   * Where in the VPC function, endpoints and database go.
   * @default isolated subnets
   */
  subnets?: SubnetSelection
  /**
   * Make VPC endpoints for S3, SQS, Secrets Manager where a secret is read, and, with `events`, EventBridge. In an existing VPC they are the function's alone: nothing else that runs there
   * notices them.
   * @default true for a new VPC, false for an existing one
   */
  endpoints?: boolean
  /** The database, where one is made. */
  database?: DatabaseOptions
  /**
   * MB. Lambda gives one vCPU for each 1,769 MB. With more than that reading and loading overlap, and from 3,538 MB on, two vCPUs, they
   * do so fully; new accounts get 3,008 MB at most until they ask for more.
   * @default 3008
   */
  memorySize?: number
  /**
   * The function's time limit. A migration that needs more goes on from its checkpoints, `maxReceiveCount` times at most.
   * @default 15 minutes, Lambda's own limit
   */
  timeout?: Duration
  /**
   * Migrations at the same time, 2 at least. Each takes twice its workers and two connections at most: 6 with the two processors of 3,008 MB.
   * @default 4
   */
  concurrency?: number
  /**
   * How often an object is tried before it is given up to the dead-letter queue. The pauses between the tries double from 30 seconds
   * up to an hour: 15 tries outlast a database that is gone for eight hours.
   * @default 15
   */
  maxReceiveCount?: number
  /**
   * Make what S3 Batch Operations needs to put objects that are in the bucket already into the queue (docs/backfill.md).
   * @default false
   */
  backfill?: boolean
  /**
   * Make a state machine that migrates a file in tasks, each a call of a function, where one call has not the time (docs/scaling.md).
   * @default none
   */
  machine?: MachineOptions
  /**
   * The event bus of EventBridge that hears how each migration ended (docs/events.md), or true for the account's default one.
   * @default none
   */
  events?: IEventBus | true
  /**
   * Tells people how each migration ended, by mail for example: a topic that gets what the bus hears, in lines of text. Without `events` it is
   * the default bus. The policy of an imported topic, or of its key, has to let EventBridge in by itself.
   * @default none
   */
  eventTopic?: ITopic
  /** Hears of the alarms. */
  alarmTopic?: ITopic
  /**
   * Name in logs, metrics, alarms and dashboard. Give each of several stacks in an account and region its own, to tell them apart.
   * @default litelift
   */
  serviceName?: string
  /**
   * KMS key of buckets, queues, logs and the database with its owner's secret. The policy of an imported key has to let the services in by
   * itself (docs/deployment.md). S3's access logs cannot have one.
   * @default keys of the services
   */
  encryptionKey?: IKey
  /**
   * Trace invocations by X-Ray.
   * @default false
   */
  tracing?: boolean
  /**
   * What happens to buckets and logs when the stack, or they, are removed from it; a first deployment that fails takes them away again.
   * Of the database a last snapshot stays. DESTROY removes everything; buckets must be emptied first.
   * @default RETAIN_ON_UPDATE_OR_DELETE
   */
  removalPolicy?: RemovalPolicy
}

/** Aurora Serverless v2. Capacity units are 2 GiB of memory each, with CPU to match. */
export interface DatabaseOptions {
  /**
   * Capacity units. 0 pauses the cluster after ten minutes without a connection; the first connection then waits about 15 seconds
   * (docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html).
   * @default 0
   */
  minCapacity?: number
  /**
   * Capacity units.
   * @default 8
   */
  maxCapacity?: number
  /**
   * With which the cluster begins. RDS makes minor upgrades by itself, in the maintenance window; a later deployment does not undo them.
   * @default 17.9
   */
  version?: AuroraPostgresEngineVersion
  /**
   * Refuse to delete the cluster. Not for a first deployment: should it fail, its rollback could not delete the cluster either.
   * @default false
   */
  deletionProtection?: boolean
}
