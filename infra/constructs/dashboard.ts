import { Duration } from 'aws-cdk-lib'
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { PHASES } from '../../engine/events.ts'
import type { Machine } from '../features/machine.ts'
import type { Alarms } from './alarms.ts'
import type { Intake } from './intake.ts'
import { migrationMetric } from './metrics.ts'
import type { MigrationFunction } from './migration-function.ts'
import type { TargetDatabase } from './target-database.ts'

export interface MigrationsDashboardProps {
  intake: Intake
  migration: MigrationFunction
  database: TargetDatabase | undefined
  machine: Machine | undefined
  alarms: Alarms
  serviceName: string
}

const OUTCOMES = ['Published', 'PublishedWithRejects', 'AlreadyPublished', 'Superseded', 'Failed', 'Retried']
const FIVE_MINUTES = { period: Duration.minutes(5) }
const MOST = { ...FIVE_MINUTES, statistic: 'Maximum' }

/** What is under way, what came of it, and where the time goes; the alarms on top. */
export class MigrationsDashboard extends Construct {
  readonly dashboard: Dashboard

  constructor(
    scope: Construct,
    id: string,
    { intake, migration, database, machine, alarms, serviceName }: MigrationsDashboardProps,
  ) {
    super(scope, id)
    const sum = (name: string) => migrationMetric(name, serviceName, FIVE_MINUTES)
    const mean = (name: string) => migrationMetric(name, serviceName, { ...FIVE_MINUTES, statistic: 'Average' })
    this.dashboard = new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24, height: 3 })],
        [
          graph(
            'Migrations by outcome',
            OUTCOMES.map((outcome) => sum(`Migrations${outcome}`)),
          ),
          graph('Rows', [sum('Rows')], [sum('RowsRejected'), sum('RowsSkipped')]),
          graph('Bytes', [sum('Bytes')]),
        ],
        [
          graph(
            'Seconds by phase, a migration',
            PHASES.map((phase) => mean(`Seconds-${phase}`)),
            [],
            true,
          ),
          graph('Milliseconds of an invocation', [migration.function.metricDuration(MOST)]),
          graph('Invocations at a time', [
            migration.function.metric('ConcurrentExecutions', MOST),
            migration.function.metricErrors(FIVE_MINUTES),
            migration.function.metricThrottles(FIVE_MINUTES),
          ]),
        ],
        [
          graph('Files that wait', [
            intake.queue.metricApproximateNumberOfMessagesVisible(MOST),
            intake.queue.metricApproximateNumberOfMessagesNotVisible(MOST),
            ...(machine ? [machine.handOver.queue.metricApproximateNumberOfMessagesVisible(MOST)] : []),
          ]),
          graph('Seconds that the oldest waits', [intake.queue.metricApproximateAgeOfOldestMessage(MOST)]),
          graph('Dead letters', [
            intake.deadLetters.metricApproximateNumberOfMessagesVisible(MOST),
            sum('MessagesUnreadable'),
          ]),
        ],
        ...(database
          ? [
              [
                graph('Capacity units of the database', [database.cluster.metric('ServerlessDatabaseCapacity', MOST)]),
                graph('Connections to the database', [database.cluster.metricDatabaseConnections(MOST)]),
                graph('Processor of the database, %', [database.cluster.metricCPUUtilization(MOST)]),
              ],
            ]
          : []),
      ],
    })
  }
}

function graph(title: string, left: IMetric[], right: IMetric[] = [], stacked = false): GraphWidget {
  return new GraphWidget({ title, left, right, stacked, width: 8 })
}
