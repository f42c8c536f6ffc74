import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api'
import { Construct } from 'constructs'
import { placeholdersInSchema } from '../../engine/options/schema-option.ts'
import { CONSTRUCT_PROPS } from '../check-props.ts'
import { encodeRoutes } from '../encode-routes.ts'
import { checkProps } from '../prop-types.ts'
import type { SqliteToPostgresProps } from '../props.ts'
import type { Route } from '../route.ts'
import { AccessLogs } from './access-logs.ts'
import { Alarms } from './alarms.ts'
import { Backfill } from '../features/backfill.ts'
import { Machine } from '../features/machine.ts'
import { connectDatabases } from './connect-databases.ts'
import { Events } from '../features/events.ts'
import { MigrationsDashboard } from './dashboard.ts'
import { grantIam } from './grant-iam.ts'
import { grantSecrets } from './grant-secrets.ts'
import { Intake } from './intake.ts'
import { LogQueries } from './log-queries.ts'
import { MigrationFunction } from './migration-function.ts'
import { Network } from './network.ts'
import { addOutputs } from './outputs.ts'
import { OwnRole, type OwnRoleProps } from './own-role.ts'
import { rdsCas } from './rds-cas.ts'
import { Reports } from './reports.ts'
import { restrictEndpoints } from './restrict-endpoints.ts'
import { TargetDatabase } from './target-database.ts'

/** Characters of the function's variables for the queue, and for the event bus with its endpoint. */
const QUEUE = 150
const EVENTS = 250

/**
 * SQLite files that arrive in a bucket are migrated to PostgreSQL: bucket → queue → function → database, with a report
 * for each file, a dead-letter queue and alarms. What is not brought along is made.
 */
export class SqliteToPostgres extends Construct {
  readonly routes: readonly Route[]
  /** The bucket of the uploads, the queue, and the dead letters. */
  readonly intake: Intake
  /** The bucket of the reports. */
  readonly reports: Reports
  /** VPC, endpoints, and the security group of the function. */
  readonly network: Network
  /** undefined when every route has one of its own. */
  readonly database: TargetDatabase | undefined
  /** The function that migrates, its role and its log. */
  readonly migration: MigrationFunction
  /** undefined without `backfill`. */
  readonly backfill: Backfill | undefined
  /** undefined without `machine`. */
  readonly machine: Machine | undefined
  /** undefined without `events` and `eventTopic`. */
  readonly events: Events | undefined
  readonly alarms: Alarms
  readonly dashboard: MigrationsDashboard
  /** Saved queries of CloudWatch Logs Insights. */
  readonly queries: LogQueries

  constructor(scope: Construct, id: string, props: SqliteToPostgresProps) {
    super(scope, id)
    checkProps('SqliteToPostgres', CONSTRUCT_PROPS, props)
    // S3 delivers logs to a bucket without ACLs by a policy only, whatever the flags in the user's cdk.json say.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true)
    const { routes, vpc, endpoints = !vpc, timeout = Duration.minutes(15), encryptionKey } = props
    const { oldVersions = Duration.days(90), serviceName = 'litelift' } = props
    const { removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props
    const bus = props.events || (props.eventTopic && true)
    const toDatabase = routes.filter((route) => !route.secret && !route.iam)
    const needsDatabase = toDatabase.length > 0
    this.routes = routes
    if (!needsDatabase && !vpc) {
      throw new Error('Every route has a database: pass the `vpc` from which these databases can be reached.')
    }

    const accessLogs = new AccessLogs(this, 'AccessLogs', { removalPolicy }).bucket
    const buckets = { accessLogs, oldVersions, encryptionKey, removalPolicy }
    this.intake = new Intake(this, 'Intake', {
      ...buckets,
      uploads: props.uploads,
      expire: props.expire?.uploads,
      announcements: props.announcements ?? 'notifications',
      prefixes: routes.map((route) => route.prefix),
      timeout,
      maxReceiveCount: props.maxReceiveCount ?? 15,
    })
    this.reports = new Reports(this, 'Reports', { ...buckets, expire: props.expire?.reports })
    this.network = new Network(this, 'Network', {
      vpc,
      subnets: props.subnets,
      endpoints,
      secrets: needsDatabase || routes.some(({ secret }) => secret !== undefined),
      events: bus !== undefined,
      encryptionKey,
      removalPolicy,
    })
    if (needsDatabase) {
      this.database = new TargetDatabase(this, 'Database', {
        vpc: this.network.vpc,
        subnets: this.network.subnets,
        options: props.database ?? {},
        encryptionKey,
        removalPolicy,
      })
    }
    const layers = [rdsCas(this)]
    this.migration = new MigrationFunction(this, 'Migration', {
      queue: this.intake.queue,
      network: this.network,
      environment: {
        LITELIFT_ROUTES: encodeRoutes(
          this,
          routes,
          this.database,
          (bus ? EVENTS : 0) + (props.backfill ? QUEUE : 0) + (props.machine ? QUEUE : 0),
        ),
        LITELIFT_REPORTS_BUCKET: this.reports.bucket.bucketName,
        LITELIFT_REPORTS_PREFIX: this.reports.prefix,
        LITELIFT_DEAD_LETTERS_URL: this.intake.deadLetters.queueUrl,
      },
      layers,
      permissions: [
        ...this.intake.permissions,
        this.intake.settingAside,
        this.intake.queueing,
        ...this.reports.permissions,
      ],
      memorySize: props.memorySize ?? 3008,
      timeout,
      concurrency: props.concurrency ?? 4,
      serviceName,
      tracing: props.tracing ?? false,
      logRetention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      encryptionKey,
      removalPolicy,
    })
    if (props.machine) {
      const { intake, migration, network, reports } = this
      const parts = { intake, reports, migration, network, encryptionKey, removalPolicy }
      this.machine = new Machine(this, 'Machine', { ...props.machine, ...parts })
    }
    if (bus) {
      const { migration, network } = this
      this.events = new Events(this, 'Events', { bus, topic: props.eventTopic, migration, network })
    }
    if (props.backfill) {
      const { intake, migration, reports } = this
      this.backfill = new Backfill(this, 'Backfill', { intake, migration, reports, encryptionKey })
    }
    this.alarms = new Alarms(this, 'Alarms', {
      queue: this.intake.queue,
      deadLetters: this.intake.deadLetters,
      function: this.migration.function,
      timeout,
      serviceName,
      machine: this.machine,
      topic: props.alarmTopic,
    })
    this.dashboard = new MigrationsDashboard(this, 'Dashboard', {
      intake: this.intake,
      migration: this.migration,
      database: this.database,
      machine: this.machine,
      alarms: this.alarms,
      serviceName,
    })
    this.queries = new LogQueries(this, 'Queries', this.migration.log)

    const secrets = routes.flatMap(({ secret }) => secret ?? [])
    this.intake.bucket.encryptionKey?.grantDecrypt(this.migration.role)
    // Reports are written, and messages that cannot be read put aside, under it.
    encryptionKey?.grant(this.migration.role, 'kms:Decrypt', 'kms:GenerateDataKey')
    grantSecrets(this.migration.role, secrets)
    connectDatabases(this.network.functionGroup, routes, this.database)
    grantIam(this.migration.role, routes)
    restrictEndpoints(this.network, this.intake, this.reports, [
      ...secrets,
      ...(this.database ? [this.database.secret] : []),
    ])
    if (this.database) this.letIn(this.database, toDatabase, { layers, encryptionKey, removalPolicy })
  }

  /**
   * Outputs of the stack with what the runbooks ask for (docs/deployment.md, Into an empty account); `LiteliftStack` has them by itself.
   * @param prefix goes before each name, to tell several in a stack apart
   */
  addOutputs(prefix = ''): void {
    addOutputs(this, this, prefix)
  }

  /** The function logs in to the database that was made as a role of its own, which has to be there first. */
  private letIn(
    database: TargetDatabase,
    routes: Route[],
    props: Pick<OwnRoleProps, 'layers' | 'encryptionKey' | 'removalPolicy'>,
  ): void {
    database.cluster.grantConnect(this.migration.role, database.connection.iamUser)
    const { resource } = new OwnRole(this, 'OwnRole', {
      database,
      network: this.network,
      // One that is made of the key is the function's own.
      schemas: routes
        .map(({ schema = 'public' }) => schema)
        .filter((schema) => placeholdersInSchema(schema).length === 0),
      ...props,
    })
    for (const one of this.migration.functions) one.node.addDependency(resource)
  }
}
