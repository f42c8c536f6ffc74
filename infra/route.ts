import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { RawOptions } from '../engine/options.ts'
import type { Overridable } from '../lambda/intake/routes.ts'

/**
 * Which objects go where, and how. Of all routes whose prefix an object's key has, the one that covers most of the key rules.
 * The options are those of a litelift.json (docs/configuration.md); docs/deployment.md, Routes, has examples.
 */
export interface Route extends RawOptions {
  /**
   * Keys that begin with it take this route; '' takes all of the bucket. `{name}` between two / stands for what is there in the key, for
   * `schema` and `addColumns` (docs/many-sources.md).
   */
  prefix: string
  /**
   * Credentials of the target: RDS's JSON shape, or a PostgreSQL URL.
   * @default that of `iam`, or the cluster that the construct creates, as a role of the function's own
   */
  secret?: ISecret
  /**
   * In place of a secret: the role to log in as by IAM, which was granted `rds_iam`, and the resource id of the instance or
   * cluster, `db-…` or `cluster-…`. Needs `host` and `database`.
   */
  iam?: { user: string; resourceId: string }
  /** Stands in for what the secret does not say, and overrules what it says. */
  host?: string
  /**
   * Also the port that the function's security group opens.
   * @default what the secret says; the security group opens 5432
   */
  port?: number
  database?: string
  /**
   * Security group of an existing database: the function is let in, and may reach nothing else on that port.
   * @default the function may open connections to any address on the port, and the way in is yours to open
   */
  securityGroup?: ISecurityGroup
  /**
   * Options that an uploader may set by user metadata of the object (`litelift-schema`, …).
   * @default none
   */
  overrides?: Overridable[]
}
