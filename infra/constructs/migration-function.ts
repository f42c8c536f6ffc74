import { Size, type Duration, type RemovalPolicy } from 'aws-cdk-lib'
import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  Architecture,
  Function,
  Runtime,
  Tracing,
  type FunctionProps,
  type ILayerVersion,
} from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { acknowledgeWildcards } from './acknowledge-wildcards.ts'
import { bundledCode } from './bundled-code.ts'
import { logGroup } from './log-group.ts'
import type { Network } from './network.ts'
import { vpcRole } from './vpc-role.ts'

export interface MigrationFunctionProps {
  queue: IQueue
  network: Network
  environment: Record<string, string>
  layers: ILayerVersion[]
  permissions: PolicyStatement[]
  /** MB. */
  memorySize: number
  timeout: Duration
  /** Messages, and so migrations, at a time. */
  concurrency: number
  /** Name in logs and metrics. */
  serviceName: string
  tracing: boolean
  logRetention: RetentionDays
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** The function that migrates one object a message. */
export class MigrationFunction extends Construct {
  readonly function: Function
  readonly role: Role
  readonly log: LogGroup
  /** Of its log, and of others beside it. */
  readonly logRetention: RetentionDays
  /** The same, and all others of its code. */
  readonly functions: Function[] = []
  private readonly props: MigrationFunctionProps

  constructor(scope: Construct, id: string, props: MigrationFunctionProps) {
    super(scope, id)
    const { logRetention: retention, encryptionKey, removalPolicy } = props
    this.logRetention = retention
    this.log = logGroup(this, 'Log', { retention, encryptionKey, removalPolicy })
    this.role = vpcRole(this, this.log)
    for (const statement of props.permissions) {
      this.role.addToPolicy(statement)
      acknowledgeWildcards(this.role, statement, 'One bucket and prefix; keys below it are not known beforehand.')
    }
    this.props = props
    this.function = this.another('Function', {
      description: 'litelift: migrates a SQLite file from S3 to PostgreSQL',
      handler: 'index.handler',
    })
    this.function.addEventSource(
      new SqsEventSource(props.queue, {
        batchSize: 1,
        reportBatchItemFailures: true,
        maxConcurrency: props.concurrency,
      }),
    )
  }

  /** A further function of the same code, in the same place, with the same rights, settings and log. */
  another(id: string, { description, handler }: Pick<FunctionProps, 'description' | 'handler'>): Function {
    const { props } = this
    const made = new Function(this, id, {
      description: description!,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler,
      code: bundledCode('migration'),
      layers: props.layers,
      memorySize: props.memorySize,
      timeout: props.timeout,
      // The most there is: a file and what it unpacks to lie here.
      ephemeralStorageSize: Size.gibibytes(10),
      environment: {
        POWERTOOLS_SERVICE_NAME: props.serviceName,
        POWERTOOLS_METRICS_NAMESPACE: 'litelift',
        ...props.network.environment,
        ...props.environment,
      },
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      role: this.role,
      logGroup: this.log,
      vpc: props.network.vpc,
      vpcSubnets: props.network.subnets,
      securityGroups: [props.network.functionGroup],
    })
    this.functions.push(made)
    return made
  }
}
