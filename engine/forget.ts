import { LiteliftError } from './errors.ts'
import { ledgerStatus, type LedgerStatus } from './ledger-status.ts'
import { removeLeft } from './target/claim/abandoned.ts'
import { connect } from './target/connection/connect.ts'
import { prepareLedger } from './target/ledger/prepare-ledger.ts'
import type { ConnectionSettings } from './target/settings.ts'
import { command } from './named.ts'

/**
 * Removes what migrations that will not be resumed left in the target: their staging tables and checkpoints. What they published, and their
 * rows of the ledger, stay; the same file again begins anew.
 * @param which the beginning of an id, 8 digits at least, or all that nobody is at work on
 * @returns those whose leavings are gone
 * @throws LiteliftError, once all had their turn: `option-invalid`, `migration-running`, `target-busy`, `target-grant-missing`
 */
export async function forget(settings: ConnectionSettings, which: { id: string } | 'stale'): Promise<LedgerStatus[]> {
  const all = await ledgerStatus(settings)
  const chosen = which === 'stale' ? all.filter(isStale) : [named(all, which.id)]
  await using connection = await connect(settings, 'litelift forget')
  // What an earlier version made does not know all that is to be removed.
  if (chosen.length > 0) await prepareLedger(connection.client)
  const gone: LedgerStatus[] = []
  const refused: unknown[] = []
  for (const entry of chosen) {
    try {
      if (await removeLeft(connection.client, entry.id)) gone.push(entry)
      else if (which !== 'stale') throw running(entry)
    } catch (error) {
      refused.push(error)
    }
  }
  // One of another role keeps nobody's own.
  if (refused.length > 0) throw alsoForgotten(refused[0], gone)
  return gone
}

/** What stays must not hide what is gone. */
function alsoForgotten(refused: unknown, gone: LedgerStatus[]): unknown {
  if (gone.length === 0 || !(refused instanceof LiteliftError)) return refused
  const { code, subject, message, hint } = refused
  const also = ` What was left of ${gone.map(({ id, source }) => `${id.slice(0, 8)} (${source})`).join(', ')} is gone.`
  return new LiteliftError(code, { subject, message: message + also, hint, cause: refused })
}

/** May be resumed, or has left something, and nobody is at work on it. */
function isStale({ state, staged }: LedgerStatus): boolean {
  return state === 'interrupted' || state === 'stopped' || (state !== 'running' && staged > 0)
}

function named(all: LedgerStatus[], id: string): LedgerStatus {
  const found = /^[0-9a-f]{8,16}$/i.test(id) ? all.filter((one) => one.id.startsWith(id.toLowerCase())) : []
  if (found.length === 1) return found[0]!
  throw new LiteliftError('option-invalid', {
    message:
      found.length > 1 ? 'Several migrations have an id that begins so.' : 'The ledger has no migration of that id.',
    hint: `${command('status')} lists the ids: eight digits or more name one.`,
  })
}

function running({ source, schema }: LedgerStatus): LiteliftError {
  return new LiteliftError('migration-running', {
    subject: { file: source },
    message: `${source} is being migrated into ${schema} by another session.`,
    hint: 'Stop it first, or wait for it to end.',
  })
}
