import { Stack } from 'aws-cdk-lib'
import { Pipeline } from 'aws-cdk-lib/aws-codepipeline'
import { checkedApp } from '../../infra/checked-app.ts'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { awaitedMigrations } from './await.ts'
import { startPipeline } from './pipeline.ts'
import { tellSlack } from './slack.ts'

/** What comes after a migration: a message in Slack, a pipeline, and a state machine that goes on when its file is in the database. */
const stack = new Stack(checkedApp(), 'Litelift-chain', { description: 'litelift, and what comes after it' })
const litelift = new SqliteToPostgres(stack, 'Litelift', {
  routes: [{ prefix: 'shop/', schema: 'shop', mode: 'mirror' }],
  serviceName: 'litelift-chain',
  events: true,
})

tellSlack(stack, litelift, { channel: '#data', secret: 'slack-bot' })
startPipeline(stack, litelift, {
  schema: 'shop',
  pipeline: Pipeline.fromPipelineArn(
    stack,
    'Refresh',
    stack.formatArn({ service: 'codepipeline', resource: 'refresh-reports' }),
  ),
})
export const migration = awaitedMigrations(stack, litelift)
