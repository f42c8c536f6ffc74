import type pg from 'pg'
import { type Asking, claimMigration, type Claim } from '../../engine/target/claim/claim-migration.ts'
import { migrationId, type Identity } from '../../engine/target/claim/identity.ts'
import { connect } from '../../engine/target/connection/connect.ts'
import { prepareLedger } from '../../engine/target/ledger/prepare-ledger.ts'
import type { TestDatabase } from '../database.ts'

export const IDENTITY: Identity = {
  source: 's3://bucket/a.sqlite',
  version: 'v1',
  sequencer: null,
  schema: 's',
  schemaMadeOf: null,
  constants: null,
  lastModified: null,
  identifiedBy: 'version',
  options: '',
}

/** A connection that claims migrations, as `migrate` does before its phases. Its claims end with it. */
export interface Claimer extends AsyncDisposable {
  client: pg.Client
  claim(identity?: Partial<Identity>, asked?: Partial<Asking>): Promise<Claim>
}

export async function claimer(target: TestDatabase): Promise<Claimer> {
  const connection = await connect(target.settings, 'litelift')
  await prepareLedger(connection.client)
  return {
    client: connection.client,
    async claim(identity, { mode = 'append', again = false, ...asked } = {}) {
      const whole = { ...IDENTITY, ...identity }
      return await claimMigration(connection.client, migrationId(whole), whole, { mode, again, ...asked })
    },
    [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
  }
}

/** One claim whose connection is gone afterwards. */
export async function claimOnce(
  target: TestDatabase,
  identity?: Partial<Identity>,
  asked?: Partial<Asking>,
): Promise<Claim> {
  await using one = await claimer(target)
  return await one.claim(identity, asked)
}
