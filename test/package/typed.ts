/** What users write in TypeScript, and what the compiler is to refuse them. */
export const LIBRARY = `
  import {
    doctor, migrate, plan, type AddedColumn, type ColumnPlan, type FileRequest, type Holder, type Listener, type MigrateRequest, type Mode,
    type Options, type Reached, type Reject, type RejectSummary, type Report, type SourceName, type Statement, type TablePlan,
    type TableOptions, type ColumnOptions, type CastOptions, type Values, LiteliftError,
  } from 'litelift'
  const options: Options = { schema: 'shop', mode: 'append', tables: { item: { columns: { at: { from: 'unix-ms' } } } } }
  // @ts-expect-error there is no such mode
  const wrong: Options = { mode: 'merge' }
  export async function run(): Promise<Report> {
    const report = await migrate({ source: 'a.db', target: 'postgres://', options: options ?? wrong })
    if (report.error?.kind === 'again') throw new LiteliftError(report.error.code, report.error)
    return report
  }
  // As one passes on what one was given, also under exactOptionalPropertyTypes.
  export async function passedOn(source: SourceName, signal?: AbortSignal, listener?: Listener, options?: Options, values?: Values) {
    const request: FileRequest = { source, signal, listener, options, values }
    const { plan: planned, ddl } = await plan({ ...request, target: undefined })
    const whole: MigrateRequest = { ...request, target: new URL('postgres://ann@db/shop'), again: undefined }
    await doctor('postgres://', undefined, values)
    const tables: TablePlan[] = planned.tables
    const columns: ColumnPlan[] = tables.flatMap((table) => table.columns)
    const statements: Statement[] = ddl
    return { whole, columns, statements }
  }
  export const mode: Mode = 'upsert'
  export const column: AddedColumn = { value: '{device}', key: true }
  export const cast: CastOptions & ColumnOptions = { from: 'unix-ms' }
  export const table: TableOptions = { mode, columns: { at: cast } }
  export const first = ({ rejects }: Report): Reject | undefined => rejects.first[0]
  export type Others = [Holder, Reached, RejectSummary]`
export const CDK = `
  import { App, Duration } from 'aws-cdk-lib/core'
  import { LiteliftStack, SqliteToPostgres, type MachineOptions, type Route } from 'litelift/cdk'
  import { functionDirectory } from 'litelift/lambda'
  const route: Route = { prefix: 'shop/', schema: 'shop', mode: 'mirror' }
  const stack = new LiteliftStack(new App(), 'Litelift', { routes: [route], timeout: Duration.minutes(5) })
  export const construct: SqliteToPostgres = stack.litelift
  export const directory: string = functionDirectory('migration-x64')
  export const machine: MachineOptions = { concurrency: 4 }
  // @ts-expect-error a route has a prefix
  export const wrong: Route = { schema: 'shop' }`

/** Declarations of packages are checked as well. */
export const STRICT = ['--noEmit', '--strict', '--target', 'es2024', '--lib', 'es2024', '--types', 'node']

/** What `tsc --init` of TypeScript 7 writes down beside; the declarations of aws-cdk-lib do not fit it. */
export const STRICTEST = [...STRICT, '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
