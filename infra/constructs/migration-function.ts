import { join } from 'node:path'
import { AssetHashType, DockerImage, Size, type Duration, type RemovalPolicy } from 'aws-cdk-lib'
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { bundle } from '../bundle.ts'
import { acknowledgeWildcards } from './acknowledge-wildcards.ts'
import type { Network } from './network.ts'

export interface MigrationFunctionProps {
  queue: IQueue
  network: Network
  environment: Record<string, string>
  permissions: PolicyStatement[]
  /** MB. */
  memorySize: number
  timeout: Duration
  /** Messages, and so migrations, at a time. */
  concurrency: number
  removalPolicy: RemovalPolicy
}

/** ec2:… on network interfaces, which Lambda itself uses to put the function into a VPC. */
const INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

/** The function that migrates one object a message. */
export class MigrationFunction extends Construct {
  readonly function: Function
  readonly role: Role

  constructor(scope: Construct, id: string, props: MigrationFunctionProps) {
    super(scope, id)
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy,
    })
    this.role = this.roleFor(logGroup, props.permissions)
    this.function = new Function(this, 'Function', {
      description: 'litelift: migrates a SQLite file from S3 to PostgreSQL',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode(),
      memorySize: props.memorySize,
      timeout: props.timeout,
      // The most there is: a file and what it unpacks to lie here.
      ephemeralStorageSize: Size.gibibytes(10),
      environment: {
        POWERTOOLS_SERVICE_NAME: 'litelift',
        POWERTOOLS_METRICS_NAMESPACE: 'litelift',
        ...props.environment,
      },
      role: this.role,
      logGroup,
      vpc: props.network.vpc,
      vpcSubnets: props.network.subnets,
      securityGroups: [props.network.functionGroup],
    })
    this.function.addEventSource(
      new SqsEventSource(props.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: props.concurrency,
      }),
    )
  }

  /** Its own role instead of AWS's managed policies, which grant every log group of the account. */
  private roleFor(logGroup: LogGroup, permissions: PolicyStatement[]): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)
    const interfaces = new PolicyStatement({ actions: INTERFACES, resources: ['*'] })
    role.addToPolicy(interfaces)
    acknowledgeWildcards(role, interfaces, 'Interfaces that Lambda makes in the VPC: EC2 knows no narrower resource.')
    // These are for Lambda, not for the code inside (docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html): only
    // requests of the code carry this key.
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: INTERFACES,
        resources: ['*'],
        conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
      }),
    )
    for (const statement of permissions) {
      role.addToPolicy(statement)
      acknowledgeWildcards(role, statement, 'One bucket and prefix; keys below it are not known beforehand.')
    }
    return role
  }
}

/** Bundled while the app is synthesised; its hash is that of the files, so an unchanged function is not deployed anew. */
function bundledCode(): Code {
  return Code.fromAsset(join(import.meta.dirname, '../../lambda'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never pulled: the local way always succeeds or throws.
      image: DockerImage.fromRegistry('scratch'),
      local: {
        tryBundle(directory) {
          bundle({ architecture: 'arm64', directory })
          return true
        },
      },
    },
  })
}
