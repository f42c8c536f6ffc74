import { Client } from 'pg'
import { inject } from 'vitest'
import { connect } from '../engine/target/connection/connect.ts'
import { prepareLedger } from '../engine/target/ledger/prepare-ledger.ts'
import type { TestDatabase } from './database.ts'

/** Holds up the checkpoints of a database's migrations. Dispose it before the database. */
export interface CheckpointGate extends AsyncDisposable {
  /** Waits until rows are staged. */
  reached(): Promise<void>
  open(): Promise<void>
}

/**
 * Lets each lane of a migration commit its first checkpoint and none after it until the gate is opened: there is a middle to be
 * stopped in, on the fastest machine and on the slowest. Makes the ledger where there is none.
 */
export async function holdCheckpoints({ settings }: TestDatabase): Promise<CheckpointGate> {
  {
    await using connection = await connect(settings, 'litelift tests')
    await prepareLedger(connection.client)
  }
  const { host, port, user, password } = inject('superuser')
  const client = new Client({ host, port, user, password, database: settings.database })
  const reached = new Promise<void>((resolve) => client.once('notification', () => resolve()))
  await client.connect()
  await client.query(GATE)
  return {
    reached: () => reached,
    async open() {
      await client.query('SELECT pg_advisory_unlock_all()')
    },
    [Symbol.asyncDispose]: () => client.end(),
  }
}

const GATE = `
  CREATE FUNCTION public.gate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (SELECT FROM litelift.checkpoint WHERE rows > 0 AND xmin <> pg_current_xact_id()::xid) THEN PERFORM pg_advisory_xact_lock_shared(1); END IF;
    IF NEW.rows > 0 THEN NOTIFY reached; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER gate BEFORE UPDATE ON litelift.checkpoint FOR EACH ROW EXECUTE FUNCTION public.gate();
  LISTEN reached;
  SELECT pg_advisory_lock(1)`
