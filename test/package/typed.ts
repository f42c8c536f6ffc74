/** What users write in TypeScript, and what the compiler is to refuse them. */
export const LIBRARY = `
  import { migrate, type Options, type Report, LiteliftError } from 'litelift'
  const options: Options = { schema: 'shop', mode: 'append', tables: { item: { columns: { at: { from: 'unix-ms' } } } } }
  // @ts-expect-error there is no such mode
  const wrong: Options = { mode: 'merge' }
  export async function run(): Promise<Report> {
    const report = await migrate({ source: 'a.db', target: 'postgres://', options: options ?? wrong })
    if (report.error?.kind === 'again') throw new LiteliftError(report.error.code, report.error)
    return report
  }`
export const CDK = `
  import { App, Duration } from 'aws-cdk-lib/core'
  import { LiteliftStack, SqliteToPostgres, type Route } from 'litelift/cdk'
  import { functionDirectory } from 'litelift/lambda'
  const route: Route = { prefix: 'shop/', schema: 'shop', mode: 'mirror' }
  const stack = new LiteliftStack(new App(), 'Litelift', { routes: [route], timeout: Duration.minutes(5) })
  export const construct: SqliteToPostgres = stack.litelift
  export const directory: string = functionDirectory('migration-x64')
  // @ts-expect-error a route has a prefix
  export const wrong: Route = { schema: 'shop' }`

/** Declarations of packages are checked as well. */
export const STRICT = ['--noEmit', '--strict', '--target', 'es2024', '--lib', 'es2024', '--types', 'node']
