import type pg from 'pg'
import { LiteliftError } from '../errors.ts'
import { catalogueState } from '../target/catalogue-state.ts'

/**
 * What a migration meets that planned for another target than the one it came to may pass the next time, which plans anew: where
 * somebody changed definitions meanwhile, be it another migration, or the password.
 */
export async function ofChangedTarget(
  error: unknown,
  client: pg.Client,
  { schema, planned }: { schema: string; planned: string },
): Promise<unknown> {
  if (!(error instanceof LiteliftError) || error.kind !== 'target') return error
  const isChanged = async () => {
    try {
      return (await catalogueState(client, schema)) !== planned
    } catch {
      // Nobody can be asked any more; the error that came first is the one to tell.
      return false
    }
  }
  // The connection that asks got in.
  if (error.code !== 'target-refused-login' && !(await isChanged())) return error
  return new LiteliftError('target-changed', {
    subject: error.subject,
    message: `The target was changed while the migration ran, and does not fit its plan any more: ${error.message}`,
    hint: 'Run it again: it is planned anew.',
    cause: error,
  })
}
