import type pg from 'pg'
import type { Subject } from '../errors.ts'
import { fenced } from './connection/fenced.ts'
import { refuseInterrupted } from './connection/interruption.ts'
import { fromServer, isQueryCanceled, isServerError } from './server-error.ts'

/** What a statement is for, for the error's sentence: "adding the primary key of book". */
export interface Purpose {
  doing: string
  subject?: Subject
}

/** Runs one statement and gives its rows; whatever the server says against it becomes a LiteliftError. */
export async function query<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: unknown[] = [],
  purpose?: Purpose,
): Promise<Row[]> {
  return (await run<Row>(client, sql, values, purpose)).rows
}

/** Runs one statement, or several separated by semicolons when there are no values, and gives how many rows it touched. */
export async function execute(
  client: pg.ClientBase,
  sql: string,
  values: unknown[] = [],
  purpose?: Purpose,
): Promise<number> {
  return (await run(client, sql, values, purpose)).rowCount ?? 0
}

/** @throws LiteliftError what the server says, or `migration-interrupted` where the connection heeds a signal that fired (interruption.ts) */
async function run<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  sql: string,
  values: unknown[],
  purpose?: Purpose,
): Promise<pg.QueryResult<Row>> {
  refuseInterrupted(client)
  try {
    // Without values pg speaks the simple protocol, which takes several statements at once.
    if (values.length > 0) return await client.query<Row>(sql, values)
    const sent = fenced(client, sql)
    const answer: pg.QueryResult<Row> | pg.QueryResult<Row>[] = await client.query<Row>(sent.sql)
    return sent.isFenced && Array.isArray(answer) ? (answer as pg.QueryResult<Row>[]).at(-1)! : answer
  } catch (error) {
    if (isQueryCanceled(error) || !isServerError(error)) refuseInterrupted(client)
    throw fromServer(error, purpose)
  }
}

/**
 * Runs `work` in one transaction; rolled back when it throws.
 * @param commit how it is committed where it has to be known what became of it (decided-commit.ts)
 */
export async function transaction<Result>(
  client: pg.ClientBase,
  work: () => Promise<Result>,
  commit: () => Promise<unknown> = () => execute(client, 'COMMIT'),
): Promise<Result> {
  await execute(client, 'BEGIN')
  try {
    const result = await work()
    await commit()
    return result
  } catch (error) {
    await rollBack(client)
    throw error
  }
}

/** Runs `work`, which only reads, on one snapshot: what others commit meanwhile is in none of its queries, instead of in some. */
export function snapshot<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  return undone(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work)
}

/** Runs `work` in a transaction of which nothing stays. */
export function rehearsal<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  return undone(client, 'BEGIN', work)
}

async function undone<Result>(client: pg.ClientBase, begin: string, work: () => Promise<Result>): Promise<Result> {
  await execute(client, begin)
  try {
    return await work()
  } finally {
    await rollBack(client)
  }
}

/** The error that matters came before; on a broken connection ROLLBACK fails as well, and the server does it itself. */
async function rollBack(client: pg.ClientBase): Promise<void> {
  await client.query('ROLLBACK').catch(() => undefined)
}
