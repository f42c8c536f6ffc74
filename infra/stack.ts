import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { SqliteToPostgres } from './constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from './props.ts'

export type LiteliftStackProps = StackProps & SqliteToPostgresProps

/** One {@link SqliteToPostgres} and the names by which people reach its parts. */
export class LiteliftStack extends Stack {
  readonly litelift: SqliteToPostgres

  constructor(scope: Construct, id: string, props: LiteliftStackProps) {
    super(scope, id, props)
    this.litelift = new SqliteToPostgres(this, 'Litelift', props)
    const { intake, reports, dashboard, database, machine, backfill } = this.litelift
    this.output('UploadsBucket', intake.bucket.bucketName, 'Drop SQLite files here')
    this.output('ReportsBucket', reports.bucket.bucketName, 'One report for each migration')
    this.output('QueueArn', intake.queue.queueArn, 'Where announcements of objects wait')
    this.output('DeadLetterQueueUrl', intake.deadLetters.queueUrl, 'Announcements of objects that litelift gave up on')
    this.output('DeadLetterQueueArn', intake.deadLetters.queueArn, 'The same, to send everything back')
    this.output('DashboardName', dashboard.dashboard.dashboardName, 'What is under way, and what came of it')
    if (database) {
      this.output('DatabaseSecretArn', database.secret.secretArn, "User and password of the cluster's owner")
      this.output('DatabaseClusterArn', database.cluster.clusterArn, 'For the query editor and the RDS Data API')
    }
    if (machine) {
      this.output('StateMachineArn', machine.stateMachine.stateMachineArn, 'For files that need more than 15 minutes')
    }
    if (backfill) {
      this.output('BackfillFunctionArn', backfill.function.functionArn, 'What a job of S3 Batch Operations calls')
      this.output('BackfillRoleArn', backfill.role.roleArn, 'The role of such a job')
    }
  }

  private output(id: string, value: string, description: string): CfnOutput {
    return new CfnOutput(this, id, { value, description })
  }
}
