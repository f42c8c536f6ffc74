import type pg from 'pg'
import { LiteliftError } from '../../errors.ts'
import type { Action } from '../../plan/plan.ts'
import type { Converted } from './convert-staged.ts'
import { countDifferences } from './differences.ts'

/**
 * A foreign key's ON DELETE can take rows away that the file has, and a trigger can change what was written.
 * @throws LiteliftError `target-refused-values` with how many rows are not what the file says
 */
export async function refuseDifferences(client: pg.ClientBase, converted: Converted, mode: Action): Promise<void> {
  const { source } = converted.table
  const { missing, different, more } = await countDifferences(client, converted)
  const extra = mode === 'mirror' ? more : 0
  if (missing + different + extra === 0) return
  const counts = [
    missing > 0 ? `${missing} rows are missing` : '',
    different > 0 ? `${different} hold other values` : '',
    extra > 0 ? `${extra} are too many` : '',
  ]
  throw new LiteliftError('target-refused-values', {
    subject: { table: source },
    message: `After ${mode} the existing table ${converted.table.name} is not what the file says: ${counts.filter(Boolean).join(', ')}. A trigger, a rule or the action of a foreign key changed them.`,
    hint: 'Nothing was published. Disable what changes the rows, or use mode append.',
  })
}
