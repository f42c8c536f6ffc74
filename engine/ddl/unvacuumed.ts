/**
 * How a table of staging is stored. Autovacuum comes to any table that was filled, within a minute, and reads and writes all of it beside what is built and compared there;
 * publishing would wait for it, because it gives way only to whoever waits for deadlock_timeout (routine-vacuuming.html, The Autovacuum Daemon).
 */
export const UNVACUUMED = 'WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false)'

/** SQL that leaves a table to autovacuum like any other. */
export function leaveToAutovacuum(table: string): string {
  return `ALTER TABLE ${table} RESET (autovacuum_enabled, toast.autovacuum_enabled)`
}
