import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { placeholdersInSchema } from '../../engine/options/schema-option.ts'
import { encodeRoutes } from '../encode-routes.ts'
import type { Route } from '../route.ts'
import { AccessLogs } from './access-logs.ts'
import { Alarms } from './alarms.ts'
import { connectDatabases } from './connect-databases.ts'
import { grantIam } from './grant-iam.ts'
import { grantSecrets } from './grant-secrets.ts'
import { Intake } from './intake.ts'
import { MigrationFunction } from './migration-function.ts'
import { Network } from './network.ts'
import { OwnRole } from './own-role.ts'
import { Reports } from './reports.ts'
import { restrictEndpoints } from './restrict-endpoints.ts'
import { TargetDatabase, type DatabaseCapacity } from './target-database.ts'

export interface SqliteToPostgresProps {
  /** At least one; each with its own prefix. Routes without a database of their own lead to one that is made for them. */
  routes: Route[]
  /**
   * An existing bucket, also an imported one; its other notifications stay. Switch on versioning.
   * @default a new bucket: versioned, encrypted, TLS only
   */
  uploads?: IBucket
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
   * Make VPC endpoints for S3, Secrets Manager and SQS. A VPC that has them refuses a second set; one with a NAT
   * gateway does not need them.
   * @default true for a new VPC, false for an existing one
   */
  endpoints?: boolean
  /** How far the database grows and shrinks, where one is made. */
  databaseCapacity?: DatabaseCapacity
  /**
   * MB. Lambda gives one vCPU for each 1,769 MB: 3,538 MB are two, so that reading and loading overlap. More helps
   * files of many large tables.
   * @default 3538
   */
  memorySize?: number
  /**
   * The function's time limit. A migration that needs more goes on from its checkpoints, five times at most.
   * @default 15 minutes, Lambda's own limit
   */
  timeout?: Duration
  /**
   * Migrations at the same time, 2 at least. Each takes one connection for each worker and a few more.
   * @default 4
   */
  concurrency?: number
  /** Hears of the alarms. */
  alarmTopic?: ITopic
  /**
   * What happens to buckets, logs and database when the stack, or they, are removed from it. DESTROY also switches off
   * the database's deletion protection; buckets must be emptied first.
   * @default RETAIN
   */
  removalPolicy?: RemovalPolicy
}

/**
 * SQLite files that arrive in a bucket are migrated to PostgreSQL: bucket → queue → function → database, with a report
 * for each file, a dead-letter queue and alarms. What is not brought along is made.
 */
export class SqliteToPostgres extends Construct {
  readonly intake: Intake
  readonly reports: Reports
  readonly network: Network
  /** undefined when every route has one of its own. */
  readonly database: TargetDatabase | undefined
  readonly migration: MigrationFunction
  readonly alarms: Alarms

  constructor(scope: Construct, id: string, props: SqliteToPostgresProps) {
    super(scope, id)
    const { routes, vpc, endpoints = !vpc, timeout = Duration.minutes(15), concurrency = 4 } = props
    const { removalPolicy = RemovalPolicy.RETAIN } = props
    const toDatabase = routes.filter((route) => !route.secret && !route.iam)
    const needsDatabase = toDatabase.length > 0
    if (routes.length === 0) throw new Error('Without a route nothing is migrated: pass at least one.')
    if (!needsDatabase && !vpc) {
      throw new Error('Every route has a database: pass the `vpc` from which these databases can be reached.')
    }

    const accessLogs = new AccessLogs(this, 'AccessLogs', { removalPolicy }).bucket
    this.intake = new Intake(this, 'Intake', {
      uploads: props.uploads,
      prefixes: routes.map((route) => route.prefix),
      timeout,
      accessLogs,
      removalPolicy,
    })
    this.reports = new Reports(this, 'Reports', { accessLogs, removalPolicy })
    this.network = new Network(this, 'Network', { vpc, subnets: props.subnets, endpoints, removalPolicy })
    if (needsDatabase) {
      this.database = new TargetDatabase(this, 'Database', {
        vpc: this.network.vpc,
        subnets: this.network.subnets,
        capacity: props.databaseCapacity ?? {},
        removalPolicy,
      })
    }
    this.migration = new MigrationFunction(this, 'Migration', {
      queue: this.intake.queue,
      network: this.network,
      environment: {
        LITELIFT_ROUTES: encodeRoutes(this, routes, this.database),
        LITELIFT_REPORTS_BUCKET: this.reports.bucket.bucketName,
        LITELIFT_REPORTS_PREFIX: this.reports.prefix,
      },
      permissions: [...this.intake.permissions, ...this.reports.permissions],
      memorySize: props.memorySize ?? 3538,
      timeout,
      concurrency,
      removalPolicy,
    })
    this.alarms = new Alarms(this, 'Alarms', { deadLetters: this.intake.deadLetters, topic: props.alarmTopic })

    const secrets = routes.flatMap(({ secret }) => secret ?? [])
    this.intake.bucket.encryptionKey?.grantDecrypt(this.migration.role)
    grantSecrets(this.migration.role, secrets)
    connectDatabases(this.network.functionGroup, routes, this.database)
    grantIam(this.migration.role, routes)
    restrictEndpoints(this.network, this.intake, this.reports, [
      ...secrets,
      ...(this.database ? [this.database.secret] : []),
    ])
    if (this.database) this.letIn(this.database, toDatabase, removalPolicy)
  }

  /** The function logs in to the database that was made as a role of its own, which has to be there first. */
  private letIn(database: TargetDatabase, routes: Route[], removalPolicy: RemovalPolicy): void {
    database.cluster.grantConnect(this.migration.role, database.connection.iamUser)
    const { resource } = new OwnRole(this, 'OwnRole', {
      database,
      network: this.network,
      // One that is made of the key is the function's own.
      schemas: routes
        .map(({ schema = 'public' }) => schema)
        .filter((schema) => placeholdersInSchema(schema).length === 0),
      removalPolicy,
    })
    this.migration.function.node.addDependency(resource)
  }
}
