import { CustomResource, Duration } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import { Construct } from 'constructs'
import * as z from 'zod'
import { accountOf, inAccount } from '../constructs/in-account.ts'
import { pass } from '../constructs/restrict-endpoints.ts'
import type { SqliteToPostgres } from '../constructs/sqlite-to-postgres.ts'
import { checkProps, construct, duration, props, text } from '../prop-types.ts'
import { checkSeedFile } from './seed-file.ts'
import { routeOfSeed } from './seed-route.ts'
import { LONGEST_WAIT, SeedStep } from './seed-step.ts'

export interface SeedDatabaseProps {
  litelift: SqliteToPostgres
  /** Prefix of the route that takes the seed, its placeholders filled in: where it goes, and how. */
  route: string
  /**
   * Names the seed behind the route's prefix. Its content is told apart from others of this name; another name is another seed.
   * @default the id of the construct
   */
  name?: string
  /** A SQLite file, or a dump of one, on this machine, also packed by gzip, Zstandard or zip; either it or `object` is needed. */
  file?: string
  /** An object that is there already. A content that is put in its place later is taken when `key` or `versionId` says so. */
  object?: { bucket: IBucket; key: string; versionId?: string }
  /**
   * How long a deployment waits for the seed, 55 minutes at most.
   * @default 30 minutes
   */
  timeout?: Duration
}

const longest = LONGEST_WAIT.toMinutes()
const SEED_PROPS = props({
  litelift: construct('a SqliteToPostgres'),
  route: z.string('must be the prefix of a route'),
  name: text.optional(),
  file: text.optional(),
  object: props({ bucket: construct('a bucket'), key: text, versionId: text.optional() }, '{ bucket, key }').optional(),
  timeout: duration({
    min: 1,
    max: longest * 60,
    said: `of ${longest} minutes at most: CloudFormation gives up after an hour`,
  }).optional(),
} satisfies Record<keyof SeedDatabaseProps, z.ZodType>).refine(
  ({ file, object }) => (file === undefined) !== (object === undefined),
  'a seed is either a `file` or an `object`',
)

/**
 * Brings a SQLite file into the database while the stack is deployed (docs/seeding.md): the deployment goes on when it is published, and fails with the
 * report's error when it is not. Content that was published already is not published again.
 */
export class SeedDatabase extends Construct {
  /** What needs the seeded rows depends on it. */
  readonly resource: CustomResource

  constructor(scope: Construct, id: string, given: SeedDatabaseProps) {
    super(scope, id)
    checkProps('SeedDatabase', SEED_PROPS, given)
    const { litelift, route: prefix, name = id, timeout = Duration.minutes(30) } = given
    const seed = `${prefix}${name}`
    const route = routeOfSeed(litelift.routes, prefix, name)
    const { bucket, ...object } = this.object(given)
    letRead(litelift, bucket, object)
    const { host, database } = { ...litelift.database?.connection, ...route }
    this.resource = new CustomResource(this, 'Published', {
      serviceToken: SeedStep.of(litelift).serviceToken,
      resourceType: 'Custom::LiteliftSeed',
      serviceTimeout: Duration.seconds(timeout.toSeconds() + 240),
      properties: {
        queueUrl: litelift.intake.queue.queueUrl,
        reportsBucket: litelift.reports.bucket.bucketName,
        reportsPrefix: litelift.reports.prefix,
        bucket: bucket.bucketName,
        ...object,
        seed,
        seconds: timeout.toSeconds(),
        // A seed is asked for anew where its route leads elsewhere now; the ledger there knows whether it has it.
        target: [host, database, route.schema].filter((part) => part !== undefined),
      },
    })
    const { intake, reports, network, migration } = litelift
    this.resource.node.addDependency(intake, reports, network, migration)
  }

  private object({ file, object }: SeedDatabaseProps): {
    bucket: IBucket
    key: string
    versionId?: string
    digest?: string
  } {
    if (object) return object
    checkSeedFile(file!)
    const { bucket, s3ObjectKey: key, assetHash: digest } = new Asset(this, 'File', { path: file! })
    return { bucket, key, digest }
  }
}

/** Lets the function read this object, also through its endpoint. */
function letRead({ migration, network }: SqliteToPostgres, bucket: IBucket, { key }: { key: string }): void {
  // The bucket of assets is versioned, and the content that was looked at is the one that is fetched.
  const actions = ['s3:GetObject', 's3:GetObjectVersion']
  const reading = inAccount(new PolicyStatement({ actions, resources: [bucket.arnForObjects(key)] }), accountOf(bucket))
  migration.role.addToPolicy(reading)
  if (network.endpoints) pass(network.endpoints.s3, reading)
  bucket.encryptionKey?.grantDecrypt(migration.role)
}
