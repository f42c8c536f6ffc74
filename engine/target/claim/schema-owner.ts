import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import type { Identity } from './identity.ts'
import { execute, query } from '../query.ts'

type Claimed = Pick<Identity, 'schema' | 'schemaMadeOf'>

/**
 * Refuses a schema whose name was made of other values: `t_{a}_{b}` is the same for x, y_z and for x_y, z.
 * @throws LiteliftError `schema-taken`
 */
export async function refuseTakenSchema(client: pg.ClientBase, { schema, schemaMadeOf }: Claimed): Promise<void> {
  if (schemaMadeOf === null) return
  const found = await query(client, 'SELECT FROM litelift.schema_owner WHERE schema_name = $1 AND made_of <> $2', [
    schema,
    schemaMadeOf,
  ])
  if (found.length === 0) return
  throw new LiteliftError('schema-taken', {
    message: `The schema ${schema} holds what came with other values of the placeholders, which give the same name.`,
    hint: 'Nothing was merged. Give one of them another value, or the route a schema that keeps them apart; litelift.schema_owner has what each name was made of.',
  })
}

/** Remembers in the publishing transaction what the schema was made of. @throws LiteliftError `schema-taken` */
export async function ownSchema(client: pg.ClientBase, claimed: Claimed): Promise<void> {
  if (claimed.schemaMadeOf === null) return
  const { schema, schemaMadeOf } = claimed
  const insert = 'INSERT INTO litelift.schema_owner (schema_name, made_of) VALUES ($1, $2) ON CONFLICT DO NOTHING'
  await execute(client, insert, [schema, schemaMadeOf])
  await refuseTakenSchema(client, claimed)
}
