import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Backfill } from '../features/backfill.ts'
import type { Machine } from '../features/machine.ts'
import type { MigrationsDashboard } from './dashboard.ts'
import type { Intake } from './intake.ts'
import type { MigrationFunction } from './migration-function.ts'
import type { Reports } from './reports.ts'
import type { TargetDatabase } from './target-database.ts'

/** What has names by which people reach it. */
export interface Parts {
  intake: Intake
  reports: Reports
  migration: MigrationFunction
  dashboard: MigrationsDashboard
  database: TargetDatabase | undefined
  machine: Machine | undefined
  backfill: Backfill | undefined
}

/** Outputs of the stack that `scope` is in, for people and for the runbooks of docs/deployment.md, each with `prefix` before its name. */
export function addOutputs(scope: Construct, parts: Parts, prefix: string): void {
  const { intake, reports, migration, dashboard, database, machine, backfill } = parts
  const output = (id: string, value: string, description: string) =>
    new CfnOutput(Stack.of(scope), `${prefix}${id}`, { value, description })
  output('UploadsBucket', intake.bucket.bucketName, 'Drop SQLite files here')
  output('ReportsBucket', reports.bucket.bucketName, 'One report for each migration')
  output('QueueArn', intake.queue.queueArn, 'Where announcements of objects wait')
  output('DeadLetterQueueUrl', intake.deadLetters.queueUrl, 'Announcements of objects that litelift gave up on')
  output('DeadLetterQueueArn', intake.deadLetters.queueArn, 'The same, to send everything back')
  output('DashboardName', dashboard.dashboard.dashboardName, 'What is under way, and what came of it')
  output('FunctionLog', migration.log.logGroupName, 'What the function says')
  if (database) {
    output('DatabaseSecretArn', database.secret.secretArn, "User and password of the cluster's owner")
    output('DatabaseClusterArn', database.cluster.clusterArn, 'For the query editor and the RDS Data API')
  }
  if (machine) {
    output('StateMachineArn', machine.stateMachine.stateMachineArn, 'For files that need more than 15 minutes')
    output('HandOverQueueArn', machine.handOver.queue.queueArn, 'Where these wait for it')
  }
  if (backfill) {
    output('BackfillFunctionArn', backfill.function.functionArn, 'What a job of S3 Batch Operations calls')
    output('BackfillRoleArn', backfill.role.roleArn, 'The role of such a job')
  }
}
