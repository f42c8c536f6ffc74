import { Annotations, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { PROP_NAMES } from './check-props.ts'
import { SqliteToPostgres } from './constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from './props.ts'

export type LiteliftStackProps = StackProps & SqliteToPostgresProps

/** Props of any stack. */
const OF_STACKS: Record<keyof StackProps, true> = {
  analyticsReporting: true,
  crossRegionReferences: true,
  description: true,
  env: true,
  notificationArns: true,
  permissionsBoundary: true,
  propertyInjectors: true,
  stackName: true,
  suppressTemplateIndentation: true,
  synthesizer: true,
  tags: true,
  terminationProtection: true,
}

/** One {@link SqliteToPostgres} and the names by which people reach its parts. */
export class LiteliftStack extends Stack {
  readonly litelift: SqliteToPostgres

  constructor(scope: Construct, id: string, props: LiteliftStackProps) {
    super(scope, id, props)
    this.litelift = new SqliteToPostgres(this, 'Litelift', this.ownProps(props))
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

  /** Those of the construct. What is neither its own nor known of a stack may be of a newer aws-cdk-lib, so it is no error. */
  private ownProps(props: LiteliftStackProps): SqliteToPostgresProps {
    const given = Object.entries(props)
    const isOwn = (name: string) => (PROP_NAMES as string[]).includes(name)
    const unknown = given.map(([name]) => name).filter((name) => !isOwn(name) && !Object.hasOwn(OF_STACKS, name))
    if (unknown.length > 0) {
      const message = `${unknown.join(', ')}: is no prop of SqliteToPostgres, and none of a Stack that litelift knows`
      Annotations.of(this).addWarningV2('litelift:unknown-prop', message)
    }
    return Object.fromEntries(given.filter(([name]) => isOwn(name))) as unknown as SqliteToPostgresProps
  }

  private output(id: string, value: string, description: string): CfnOutput {
    return new CfnOutput(this, id, { value, description })
  }
}
