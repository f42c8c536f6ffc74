import type { Stack } from 'aws-cdk-lib'
import type { IPipeline } from 'aws-cdk-lib/aws-codepipeline'
import { Rule } from 'aws-cdk-lib/aws-events'
import { CodePipeline } from 'aws-cdk-lib/aws-events-targets'
import type { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'

/** Starts a pipeline whenever a file was published into a schema. One that is told twice runs twice: it should not mind. */
export function startPipeline(
  stack: Stack,
  { events }: SqliteToPostgres,
  { schema, pipeline }: { schema: string; pipeline: IPipeline },
): Rule {
  return new Rule(stack, 'StartPipeline', {
    eventBus: events!.bus,
    eventPattern: {
      source: ['litelift'],
      detailType: ['Migration Published'],
      detail: { target: { schema: [schema] } },
    },
    targets: [new CodePipeline(pipeline)],
  })
}
