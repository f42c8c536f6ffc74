import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, TreatMissingData, type AlarmProps, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { Machine } from '../features/machine.ts'
import { migrationMetric } from './metrics.ts'

/** Seconds that a file may wait, or be tried, before somebody is told: a database that was away for minutes is nothing to tell. */
const LONG_WAIT = 3600

export interface AlarmsProps {
  queue: IQueue
  deadLetters: IQueue
  function: IFunction
  /** The function's. */
  timeout: Duration
  serviceName: string
  /** undefined where there is none. */
  machine: Machine | undefined
  topic: ITopic | undefined
}

/** One alarm for each way in which an object does not arrive, not in time, or not as a whole; each names the heading of its runbook. */
export class Alarms extends Construct {
  readonly all: Alarm[]

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    const { queue, deadLetters, serviceName, timeout } = props
    const at = { period: Duration.minutes(5) }
    const count = (name: string) => migrationMetric(name, serviceName, at)
    this.all = [
      this.alarm(
        'DeadLetters',
        'Objects were given up after all their tries; this alarm lasts until the queue is empty, and a further one does not sound it again',
        'alarm-dead-letters',
        {
          metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...at, statistic: 'Maximum' }),
        },
      ),
      this.alarm('UnreadableMessages', 'A message came that announces no object', 'alarm-unreadable-messages', {
        metric: count('MessagesUnreadable'),
      }),
      // Trying such a file again would not help, so it never gets to the dead-letter queue.
      this.alarm('FailedMigrations', 'A file was refused; its report says why', 'alarm-failed-migrations', {
        metric: count('MigrationsFailed'),
      }),
      // The message is done with, and all but these rows are in the database.
      this.alarm('Rejects', 'A file was published without some of its rows; its report names them', 'alarm-rejects', {
        metric: count('MigrationsPublishedWithRejects'),
      }),
      this.alarm('FunctionErrors', 'The function died, or its environment is wrong', 'alarm-function-errors', {
        metric: props.function.metricErrors(at),
      }),
      this.alarm('OldestMessage', 'A file has been waiting for an hour', 'alarm-oldest-message', {
        metric: queue.metricApproximateAgeOfOldestMessage({ ...at, statistic: 'Maximum' }),
        threshold: LONG_WAIT,
      }),
      this.alarm('Throttles', 'Lambda has no room for the function', 'alarm-throttles', {
        metric: props.function.metricThrottles(at),
      }),
      this.alarm('Duration', 'A migration hardly ends in time, or did not', 'alarm-duration', {
        metric: props.function.metricDuration({ ...at, statistic: 'Maximum' }),
        // From three quarters on an invocation may have been ended at a checkpoint (lambda/deadline.ts).
        threshold: timeout.toMilliseconds() * 0.75,
      }),
    ]
    if (props.machine) {
      const { stateMachine, handOver } = props.machine
      this.all.push(
        this.alarm('Executions', 'An execution of the state machine failed', 'alarm-executions', {
          metric: stateMachine.metricFailed(at),
        }),
        this.alarm('OldestHandOver', 'A large file has waited for an execution for an hour', 'alarm-oldest-hand-over', {
          metric: handOver.queue.metricApproximateAgeOfOldestMessage({ ...at, statistic: 'Maximum' }),
          threshold: LONG_WAIT,
        }),
      )
    }
    if (props.topic) for (const alarm of this.all) alarm.addAlarmAction(new SnsAction(props.topic))
  }

  private alarm(
    id: string,
    what: string,
    anchor: string,
    { metric, threshold = 1 }: { metric: IMetric } & Partial<Pick<AlarmProps, 'threshold'>>,
  ): Alarm {
    return new Alarm(this, id, {
      // Alarms reach people who may not know litelift; the heading is in the repository.
      alarmDescription: `litelift: ${what}. What to do: docs/deployment.md#${anchor}`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}
