import { ArnFormat, Fn, type RemovalPolicy, Stack } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function } from 'aws-cdk-lib/aws-lambda'
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { acknowledgeWildcard } from '../constructs/acknowledge-wildcards.ts'
import { logGroup } from '../constructs/log-group.ts'
import type { Intake } from '../constructs/intake.ts'
import type { MigrationFunction } from '../constructs/migration-function.ts'
import type { Network } from '../constructs/network.ts'
import type { Reports } from '../constructs/reports.ts'
import { HandOver } from './hand-over.ts'
import { giveWorkFiles } from './work-files.ts'
import { LABELS, machineDefinition } from './machine-definition.ts'

/** How the state machine works on a file. */
export interface MachineOptions {
  /**
   * MiB from which on an object is left to the state machine.
   * @default 1024
   */
  fromMebibytes?: number
  /**
   * MiB up to which a task downloads a file as a whole, to plan it and to compare its values one by one; a larger one is read by its pages, is profiled in
   * shards at the same time, and its indexes are not counted.
   * @default as many as the function's disk has room for, 10 GB
   */
  wholeMebibytes?: number
  /**
   * Shards of one file that are profiled, staged or digested at the same time, each by a function with a connection or two of its own.
   * @default 8
   */
  concurrency?: number
  /**
   * MiB of a table's pages that one task profiles, stages or digests at a time.
   * @default 256
   */
  shardMebibytes?: number
}

export interface MachineProps extends MachineOptions {
  intake: Intake
  reports: Reports
  network: Network
  migration: MigrationFunction
  encryptionKey: IKey | undefined
  removalPolicy: RemovalPolicy
}

/** The state machine for files that one function cannot finish in its time (docs/scaling.md), and the function that does its tasks. */
export class Machine extends Construct {
  readonly stateMachine: StateMachine
  readonly function: Function
  readonly handOver: HandOver

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id)
    const { migration, concurrency = 8, shardMebibytes = 256, wholeMebibytes, encryptionKey, removalPolicy } = props
    this.function = migration.another('Tasks', {
      description: 'litelift: does one task of the state machine',
      handler: 'machine.handler',
    })
    giveWorkFiles(this.function, props)
    const log = logGroup(this, 'Log', { retention: migration.logRetention, encryptionKey, removalPolicy })
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      comment: 'litelift: migrates one SQLite file in tasks',
      definitionBody: DefinitionBody.fromChainable(
        machineDefinition(this, {
          function: this.function,
          concurrency,
          shardBytes: shardMebibytes * 2 ** 20,
          wholeBytes: wholeMebibytes === undefined ? undefined : wholeMebibytes * 2 ** 20,
        }),
      ),
      logs: { destination: log, level: LogLevel.ALL },
      tracingEnabled: true,
    })
    this.acknowledge()
    this.handOver = new HandOver(this, 'HandOver', { ...props, stateMachine: this.stateMachine })
  }

  /** What aws-cdk-lib grants the machine's role. */
  private acknowledge(): void {
    const { stateMachine } = this
    const name = Fn.select(6, Fn.split(':', stateMachine.stateMachineArn))
    const executions = Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: name,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    })
    const wide: Record<string, string> = {
      [`${this.function.functionArn}:*`]: 'Versions and aliases of its own function.',
      '*': 'Deliveries of logs, and traces: CloudWatch and X-Ray know no narrower resource.',
      [`${executions}:*`]: 'Executions, whose names are not known beforehand.',
    }
    for (const label of Object.values(LABELS)) wide[`${executions}/${label}:*`] = 'The executions of its own shards.'
    for (const [resource, reason] of Object.entries(wide)) acknowledgeWildcard(stateMachine, resource, reason)
  }
}
