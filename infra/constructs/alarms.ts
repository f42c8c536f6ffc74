import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, Metric, TreatMissingData, type AlarmProps } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

export interface AlarmsProps {
  deadLetters: IQueue
  topic: ITopic | undefined
}

/** One alarm for each way in which an object does not arrive, or not as a whole; each names the heading of its runbook. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, { deadLetters, topic }: AlarmsProps) {
    super(scope, id)
    const alarms = [
      this.alarm('DeadLetters', {
        alarmDescription: runbook('An object was tried five times and given up', 'alarm-dead-letters'),
        metric: deadLetters.metricApproximateNumberOfMessagesVisible({
          statistic: 'Maximum',
          period: Duration.minutes(5),
        }),
      }),
      // Trying such a file again would not help, so it never gets to the dead-letter queue.
      this.alarm('FailedMigrations', {
        alarmDescription: runbook('A file was refused; its report says why', 'alarm-failed-migrations'),
        metric: migrations('MigrationsFailed'),
      }),
      // The message is done with, and all but these rows are in the database.
      this.alarm('Rejects', {
        alarmDescription: runbook(
          'A file was published without some of its rows; its report names them',
          'alarm-rejects',
        ),
        metric: migrations('MigrationsPublishedWithRejects'),
      }),
    ]
    if (topic) for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic))
  }

  private alarm(id: string, props: Pick<AlarmProps, 'alarmDescription' | 'metric'>): Alarm {
    return new Alarm(this, id, {
      ...props,
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    })
  }
}

function migrations(metricName: string): Metric {
  return new Metric({
    namespace: 'litelift',
    metricName,
    dimensionsMap: { service: 'litelift' },
    statistic: 'Sum',
    period: Duration.minutes(5),
  })
}

/** Alarms reach people who may not know litelift; the heading is in the repository. */
function runbook(what: string, anchor: string): string {
  return `litelift: ${what}. What to do: docs/deployment.md#${anchor}`
}
