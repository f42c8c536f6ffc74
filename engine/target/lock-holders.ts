import type pg from 'pg'
import { query } from './query.ts'

/** A session, or a prepared transaction, that holds a lock which is in the way. */
export interface Holder {
  /** Quoted, with its schema. */
  relation: string
  /** Null for a prepared transaction, which has the other. */
  pid: number | null
  prepared: string | null
  application: string | null
  /** Seconds since its transaction began; null where this role may not see that. */
  age: number | null
}

/** Who holds locks on relations that SHARE ROW EXCLUSIVE, or ACCESS EXCLUSIVE for those of `alone`, would wait for; the oldest first. */
export function lockHolders(client: pg.ClientBase, shared: string[], alone: string[]): Promise<Holder[]> {
  return query<Holder & pg.QueryResultRow>(client, HOLDERS, [shared, alone])
}

const HOLDERS = `
  SELECT DISTINCT ON (a.xact_start, l.pid, p.gid)
         format('%I.%I', n.nspname, c.relname) AS relation, l.pid, p.gid AS prepared, nullif(a.application_name, '') AS application,
         extract(epoch FROM coalesce(clock_timestamp() - a.xact_start, clock_timestamp() - p.prepared))::float8 AS age
    FROM pg_locks l
    JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    LEFT JOIN pg_locks x ON l.pid IS NULL AND x.virtualtransaction = l.virtualtransaction AND x.locktype = 'transactionid'
    LEFT JOIN pg_prepared_xacts p ON p.transaction = x.transactionid
   WHERE l.locktype = 'relation' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND (l.relation IN (SELECT to_regclass(r) FROM unnest($2::text[]) r)
       OR l.relation IN (SELECT to_regclass(r) FROM unnest($1::text[]) r) AND l.mode NOT IN ('AccessShareLock', 'RowShareLock'))
   ORDER BY a.xact_start NULLS LAST, l.pid, p.gid, 1
   LIMIT 3`

/** "the session 4711 (psql), for 40 s", for a message. */
export function shownHolder({ pid, prepared, application, age, relation }: Holder): string {
  const who = pid === null ? `the prepared transaction ${prepared ?? '(unknown)'}` : `the session ${pid}`
  const name = application === null ? '' : ` (${application})`
  return `${who}${name}${age === null ? '' : `, in a transaction for ${Math.round(age)} s,`} holds ${relation}`
}
