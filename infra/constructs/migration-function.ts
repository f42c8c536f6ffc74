import { Size, type Duration, type RemovalPolicy } from 'aws-cdk-lib'
import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge-wildcards.ts'
import { bundledCode } from './bundled-code.ts'
import type { Network } from './network.ts'
import { vpcRole } from './vpc-role.ts'

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
    this.role = vpcRole(this, logGroup)
    for (const statement of props.permissions) {
      this.role.addToPolicy(statement)
      acknowledgeWildcards(this.role, statement, 'One bucket and prefix; keys below it are not known beforehand.')
    }
    this.function = new Function(this, 'Function', {
      description: 'litelift: migrates a SQLite file from S3 to PostgreSQL',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundledCode('migration'),
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
}
