import { CustomResource, Duration, Validations, type RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Architecture, Function, Runtime, type ILayerVersion } from 'aws-cdk-lib/aws-lambda'
import { RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Provider } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { acknowledgeBasicExecution, acknowledgeWildcard } from './acknowledge-wildcards.ts'
import { bundledCode } from './bundled-code.ts'
import { grantSecrets } from './grant-secrets.ts'
import { logGroup } from './log-group.ts'
import type { Network } from './network.ts'
import type { TargetDatabase } from './target-database.ts'
import { vpcRole } from './vpc-role.ts'

export interface OwnRoleProps {
  database: TargetDatabase
  network: Network
  /** Target schemas of the routes that lead to the database. */
  schemas: string[]
  layers: ILayerVersion[]
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/**
 * A step of the deployment that makes the migrating function's role in the database, before the function may use it. It alone reads the
 * secret of the database's owner.
 */
export class OwnRole extends Construct {
  readonly resource: CustomResource

  constructor(scope: Construct, id: string, { database, network, schemas, layers, ...props }: OwnRoleProps) {
    super(scope, id)
    const log = (name: string) => logGroup(this, name, { retention: RetentionDays.THREE_MONTHS, ...props })
    const ownLog = log('Log')
    const role = vpcRole(this, ownLog)
    grantSecrets(role, [database.secret])
    const onEventHandler = new Function(this, 'Function', {
      description: "litelift: makes the migrating function's role in the database",
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode('own-role'),
      layers,
      memorySize: 256,
      // Migrations that are under way as the owner are waited for, ten minutes. Less than the 15 minutes of aws-cdk-lib's function, which waits for
      // this one: else both end at once, and nobody tells CloudFormation, whose rollback then waits as well.
      timeout: Duration.minutes(14),
      environment: network.environment,
      role,
      logGroup: ownLog,
      vpc: network.vpc,
      vpcSubnets: network.subnets,
      securityGroups: [network.functionGroup],
    })
    const provider = new Provider(this, 'Provider', { onEventHandler, logGroup: log('ProviderLog') })
    acknowledgeProvider(provider, onEventHandler)
    this.resource = new CustomResource(this, 'InDatabase', {
      serviceToken: provider.serviceToken,
      resourceType: 'Custom::LiteliftDatabaseRole',
      // In place of an hour.
      serviceTimeout: Duration.minutes(16),
      properties: {
        secretArn: database.secret.secretArn,
        host: database.connection.host,
        database: database.connection.database,
        role: database.connection.iamUser,
        schemas: [...new Set(schemas)].toSorted(),
      },
    })
    this.resource.node.addDependency(role, database, network)
  }
}

/** aws-cdk-lib's own function between CloudFormation and ours: ours has no way to CloudFormation, which takes an answer on the internet only. */
function acknowledgeProvider(provider: Provider, { functionArn }: Function): void {
  const reason = "aws-cdk-lib's own function, which passes on CloudFormation's request and our answer."
  acknowledgeBasicExecution(provider, reason)
  Validations.of(provider).acknowledge({ id: 'AwsSolutions-L1', reason })
  // Our function's versions.
  acknowledgeWildcard(provider, `${functionArn}:*`, reason)
}
