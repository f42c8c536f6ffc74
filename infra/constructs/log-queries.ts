import { Stack } from 'aws-cdk-lib'
import { QueryDefinition, QueryString, type ILogGroup, type QueryStringProps } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'

/** By name, which is what the console of CloudWatch Logs Insights lists under the names of the stack and the construct. */
const QUERIES: Record<string, QueryStringProps> = {
  'Failed migrations': {
    fields: ['@timestamp', 'bucket', 'key', 'version', 'failure.code', 'failure.message', 'failure.hint'],
    filterStatements: ["level = 'ERROR'"],
    sort: '@timestamp desc',
  },
  'Attempts that failed, by code': {
    filterStatements: ["message = 'Attempt failed'"],
    statsStatements: ['count(*) as attempts, count_distinct(key) as files, latest(failure.message) by failure.code'],
    sort: 'attempts desc',
  },
  'Slowest migrations': {
    fields: ['@timestamp', 'bucket', 'key', 'outcome', 'seconds', 'rows', 'tables', 'rejects', 'skipped', 'report'],
    filterStatements: ["message = 'Migration ended'"],
    sort: 'seconds desc',
    limit: 100,
  },
  'One file': {
    fields: ['@timestamp', 'level', 'message', 'receives', 'phase', 'seconds', 'failure.code', 'report'],
    filterStatements: ["key = 'put/the/key.here'"],
    sort: '@timestamp asc',
  },
  'Memory and time of invocations': {
    filterStatements: ["@type = 'REPORT'"],
    statsStatements: [
      'max(@maxMemoryUsed / 1000 / 1000) as usedMB, max(@memorySize / 1000 / 1000) as givenMB, max(@duration / 1000) as seconds by bin(1h)',
    ],
  },
}

/** Saved queries of the function's log. */
export class LogQueries extends Construct {
  readonly all: QueryDefinition[]

  constructor(scope: Construct, id: string, log: ILogGroup) {
    super(scope, id)
    this.all = Object.entries(QUERIES).map(
      ([name, query]) =>
        new QueryDefinition(this, name.replaceAll(/\W/g, ''), {
          // Names are unique in an account and region.
          queryDefinitionName: `${Stack.of(this).stackName}/${scope.node.id}/${name}`,
          queryString: new QueryString(query),
          logGroups: [log],
        }),
    )
  }
}
