import type { ClientBase } from 'pg'

/** What is sent before every statement of a connection. */
const FENCES = new WeakMap<ClientBase, string>()

/**
 * Lets statements without values, that is definitions, run in one transaction with `sql` before them, which fails where they must not run any
 * more. One message is one transaction (protocol-flow.html), that the server ends also for a client that is gone.
 */
export function fence(client: ClientBase, sql: string): void {
  FENCES.set(client, sql)
}

/** The statement as it is to be sent, and whether the answer to it comes after another one. */
export function fenced(client: ClientBase, sql: string): { sql: string; isFenced: boolean } {
  const before = FENCES.get(client)
  // What ends a transaction, or a part of it, changes nothing by itself, and may come after a failure.
  const isFenced = before !== undefined && !/^\s*(?:COMMIT|ROLLBACK|RELEASE|SAVEPOINT)\b/.test(sql)
  return { sql: isFenced ? `${before}; ${sql}` : sql, isFenced }
}
