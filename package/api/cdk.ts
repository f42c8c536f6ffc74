/** The constructs: `import { SqliteToPostgres } from 'litelift/cdk'` (docs/deployment.md). CommonJS, as AWS CDK apps are. */
export { SqliteToPostgres } from '../../infra/constructs/sqlite-to-postgres.ts'
export { LiteliftStack, type LiteliftStackProps } from '../../infra/stack.ts'
export type { DatabaseOptions, SqliteToPostgresProps } from '../../infra/props.ts'
export type { MachineOptions } from '../../infra/features/machine.ts'
export type { Route } from '../../infra/route.ts'
export { Events, type EventsProps } from '../../infra/features/events.ts'
export { SeedDatabase, type SeedDatabaseProps } from '../../infra/features/seed-database.ts'
