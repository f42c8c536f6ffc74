import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { checkedApp } from '../checked-app.ts'
import { SqliteToPostgres } from '../constructs/sqlite-to-postgres.ts'
import type { SqliteToPostgresProps } from '../props.ts'

/**
 * Several environments below prefixes of one bucket, each a stack with a database of its own. Each is deployed and removed by itself: they
 * listen to EventBridge, which has to be switched on for the bucket.
 */
const app = checkedApp()
export const environments = [
  environment('staging', { removalPolicy: RemovalPolicy.DESTROY }),
  environment('production', { database: { minCapacity: 0.5, maxCapacity: 32 } }),
]

function environment(name: string, props: Partial<SqliteToPostgresProps>): SqliteToPostgres {
  const stack = new Stack(app, `Litelift-${name}`, { description: `litelift: ${name}` })
  return new SqliteToPostgres(stack, 'Litelift', {
    uploads: Bucket.fromBucketName(stack, 'Uploads', 'our-uploads'),
    announcements: 'eventbridge',
    routes: [{ prefix: `${name}/` }],
    serviceName: `litelift-${name}`,
    ...props,
  })
}
