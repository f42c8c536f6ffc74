import { RemovalPolicy, Stack } from 'aws-cdk-lib'
import { checkedApp } from '../../infra/checked-app.ts'
import { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
import { SeedDatabase } from '../../infra/features/seed-database.ts'
import { makeSeed } from './make-seed.ts'

/** An environment for one branch: a database that pauses, holds exactly what base.sql says, and goes with the stack. */
const stack = new Stack(checkedApp(), 'Litelift-seeded', { description: 'litelift: a seeded environment' })
const litelift = new SqliteToPostgres(stack, 'Litelift', {
  routes: [{ prefix: 'shop/', schema: 'shop', mode: 'mirror' }],
  serviceName: 'litelift-seeded',
  removalPolicy: RemovalPolicy.DESTROY,
})
export const seed = new SeedDatabase(stack, 'base', { litelift, route: 'shop/', file: makeSeed() })
