import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import { SecurityGroup, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  AuroraPostgresEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import type { DatabaseOptions } from '../props.ts'

export interface TargetDatabaseProps {
  vpc: IVpc
  subnets: SubnetSelection
  options: DatabaseOptions
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** The database for those who have none: Aurora Serverless v2 with PostgreSQL. */
export class TargetDatabase extends Construct {
  readonly cluster: DatabaseCluster
  /** The owner's, made and rotated every seven days by RDS; holds user and password alone. Only the deployment reads it. */
  readonly secret: ISecret
  /** What a route needs to know of it. */
  readonly connection: { iamUser: string; host: string; database: string }

  constructor(scope: Construct, id: string, props: TargetDatabaseProps) {
    super(scope, id)
    const { vpc, encryptionKey } = props
    const { version = AuroraPostgresEngineVersion.VER_17_9, minCapacity = 0, maxCapacity = 8 } = props.options
    const database = 'litelift'
    this.cluster = new DatabaseCluster(this, 'Cluster', {
      engine: DatabaseClusterEngine.auroraPostgres({ version }),
      writer: ClusterInstance.serverlessV2('Writer', { autoMinorVersionUpgrade: true }),
      serverlessV2MinCapacity: minCapacity,
      serverlessV2MaxCapacity: maxCapacity,
      ...(minCapacity === 0 && { serverlessV2AutoPauseDuration: Duration.minutes(10) }),
      vpc,
      vpcSubnets: props.subnets,
      securityGroups: [
        new SecurityGroup(this, 'Group', { vpc, description: 'litelift database', allowAllOutbound: false }),
      ],
      defaultDatabaseName: database,
      credentials: Credentials.fromUsername('litelift', { encryptionKey }),
      manageMasterUserPassword: true,
      storageEncrypted: true,
      storageEncryptionKey: encryptionKey,
      iamAuthentication: true,
      // The query editor is the only way to look inside without a way into the isolated subnets.
      enableDataApi: true,
      backup: { retention: Duration.days(7) },
      copyTagsToSnapshot: true,
      deletionProtection: props.options.deletionProtection ?? false,
      // A cluster that stays would keep its subnets, and with them the VPC: neither the rollback of a first deployment nor a removal of the
      // stack would come to an end.
      removalPolicy: props.removalPolicy === RemovalPolicy.DESTROY ? RemovalPolicy.DESTROY : RemovalPolicy.SNAPSHOT,
    })
    for (const [rule, reason] of [
      ['RDS11', 'The port is no secret: the security group lets only the function in, and tools expect 5432.'],
      [
        'RDS10',
        'It would stop the rollback of a first deployment; a last snapshot stays, and `deletionProtection` is there.',
      ],
    ]) {
      Validations.of(this.cluster).acknowledge({ id: `AwsSolutions-${rule}`, reason: reason! })
    }
    if (!this.cluster.secret) throw new Error('RDS manages the password, so there is a secret')
    this.secret = this.cluster.secret
    this.connection = { iamUser: 'litelift_function', host: this.cluster.clusterEndpoint.hostname, database }
  }
}
