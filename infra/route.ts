import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import type { RawOptions } from '../engine/options.ts'
import type { Overridable } from '../lambda/intake/routes.ts'

/**
 * Which objects go where, and how. Of all routes whose prefix an object's key has, the longest rules.
 * The options are those of a litelift.json (docs/configuration.md); docs/deployment.md, Routes, has examples.
 */
export interface Route extends RawOptions {
  /** Keys that begin with it take this route; '' takes all of the bucket. */
  prefix: string
  /**
   * Credentials of the target: RDS's JSON shape, or a PostgreSQL URL.
   * @default the cluster that the construct creates, as its owner
   */
  secret?: ISecret
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
