import { Duration, Stack } from 'aws-cdk-lib'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { CfnPipe } from 'aws-cdk-lib/aws-pipes'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import type { Intake } from '../constructs/intake.ts'
import type { MigrationFunction } from '../constructs/migration-function.ts'
import type { Network } from '../constructs/network.ts'
import { inAccount } from '../constructs/in-account.ts'
import { pass } from '../constructs/restrict-endpoints.ts'

export interface HandOverProps {
  intake: Intake
  migration: MigrationFunction
  network: Network
  stateMachine: IStateMachine
  fromMebibytes?: number
  encryptionKey: IKey | undefined
}

/**
 * The way of a large object from the intake to an execution: a queue, which the function reaches by the endpoint and client that it has, and a pipe of
 * EventBridge that starts the state machine from outside of the VPC.
 */
export class HandOver extends Construct {
  /** Where large objects wait for an execution. */
  readonly queue: Queue

  constructor(scope: Construct, id: string, props: HandOverProps) {
    super(scope, id)
    const { intake, migration, network, stateMachine, fromMebibytes = 1024, encryptionKey } = props
    this.queue = new Queue(this, 'Queue', {
      ...(encryptionKey
        ? { encryption: QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: QueueEncryption.SQS_MANAGED }),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      // Until an execution has started.
      visibilityTimeout: Duration.minutes(1),
      deadLetterQueue: { queue: intake.deadLetters, maxReceiveCount: 15 },
    })
    const { queue } = this
    const sending = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })
    migration.role.addToPolicy(sending)
    if (network.endpoints) pass(network.endpoints.sqs, inAccount(sending.copy(), queue.env.account))
    migration.function.addEnvironment('LITELIFT_MACHINE_QUEUE_URL', queue.queueUrl)
    migration.function.addEnvironment('LITELIFT_MACHINE_BYTES', String(fromMebibytes * 2 ** 20))

    const role = new Role(this, 'PipeRole', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    })
    queue.grantConsumeMessages(role)
    stateMachine.grantStartExecution(role)
    const pipe = new CfnPipe(this, 'Pipe', {
      description: 'litelift: starts an execution for each large object',
      roleArn: role.roleArn,
      source: queue.queueArn,
      sourceParameters: { sqsQueueParameters: { batchSize: 1 } },
      target: stateMachine.stateMachineArn,
      targetParameters: {
        inputTemplate: '<$.body>',
        stepFunctionStateMachineParameters: { invocationType: 'FIRE_AND_FORGET' },
      },
    })
    // It looks at the queue as it is made.
    pipe.node.addDependency(role)
  }
}
