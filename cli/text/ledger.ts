import { grouped } from '../../engine/counted.ts'
import type { LedgerStatus } from '../../engine/ledger-status.ts'
import { columns } from './columns.ts'

/** Migrations, one a line, as they come. */
export function ledgerText(entries: LedgerStatus[]): string[] {
  if (entries.length === 0) return ['No migrations']
  const rows = entries.map((entry) => [
    entry.id.slice(0, 8),
    entry.source,
    entry.version.slice(0, 20),
    entry.schema,
    stateOf(entry),
    entry.rows === null ? '' : grouped(entry.rows),
    entry.rejects === 0 ? '' : grouped(entry.rejects),
    entry.staged === 0 ? '' : `${grouped(Math.ceil(entry.staged / 1e6))} MB`,
    (entry.finishedAt ?? entry.startedAt).toISOString().slice(0, 19) + 'Z',
    entry.report?.error?.code ?? '',
  ])
  return columns(
    [['id', 'file', 'version', 'schema', 'state', 'rows', 'rejects', 'staged', 'when', 'error'], ...rows],
    [5, 6, 7],
  )
}

/** A migration that ended and may go on keeps its state `running` in the ledger. */
function stateOf({ state, finishedAt }: LedgerStatus): string {
  return state === 'running' && finishedAt !== null ? 'stopped' : state
}
