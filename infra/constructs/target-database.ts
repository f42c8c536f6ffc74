import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { SecurityGroup, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2'
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'

/** Aurora capacity units: 2 GiB of memory each, with CPU to match. */
export interface DatabaseCapacity {
  /**
   * 0 pauses the cluster after ten minutes without a connection; the first connection then waits about 15 seconds
   * (docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html).
   * @default 0
   */
  min?: number
  /** @default 8 */
  max?: number
}

export interface TargetDatabaseProps {
  vpc: IVpc
  subnets: SubnetSelection
  capacity: DatabaseCapacity
  removalPolicy: RemovalPolicy
}

/** The database for those who have none: Aurora Serverless v2 with PostgreSQL. */
export class TargetDatabase extends Construct {
  readonly cluster: DatabaseCluster
  /** The owner's, made and rotated every seven days by RDS; holds user and password alone. Only the deployment reads it. */
  readonly secret: ISecret
  /** What a route needs to know of it. */
  readonly connection: { iamUser: string; host: string; database: string }

  constructor(scope: Construct, id: string, { vpc, subnets, capacity, removalPolicy }: TargetDatabaseProps) {
    super(scope, id)
    const database = 'litelift'
    const destroy = removalPolicy === RemovalPolicy.DESTROY
    this.cluster = new DatabaseCluster(this, 'Cluster', {
      engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_17_7 }),
      writer: ClusterInstance.serverlessV2('Writer'),
      serverlessV2MinCapacity: capacity.min ?? 0,
      serverlessV2MaxCapacity: capacity.max ?? 8,
      ...((capacity.min ?? 0) === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(10) }),
      vpc,
      vpcSubnets: subnets,
      securityGroups: [
        new SecurityGroup(this, 'Group', { vpc, description: 'litelift database', allowAllOutbound: false }),
      ],
      defaultDatabaseName: database,
      credentials: Credentials.fromUsername('litelift'),
      manageMasterUserPassword: true,
      storageEncrypted: true,
      iamAuthentication: true,
      // The query editor is the only way to look inside without a way into the isolated subnets.
      enableDataApi: true,
      backup: { retention: Duration.days(7) },
      copyTagsToSnapshot: true,
      deletionProtection: !destroy,
      removalPolicy,
    })
    Validations.of(this.cluster).acknowledge({
      id: 'AwsSolutions-RDS11',
      reason: 'The port is no secret: the security group lets only the function in, and tools expect 5432.',
    })
    if (!this.cluster.secret) throw new Error('RDS manages the password, so there is a secret')
    this.secret = this.cluster.secret
    this.connection = { iamUser: 'litelift_function', host: this.cluster.clusterEndpoint.hostname, database }
  }
}
