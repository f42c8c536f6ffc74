import { Command } from 'commander'
import { TO, withOutput } from './options.ts'
import type { OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { openExistingTarget } from './target.ts'
import { ledgerText } from './text/ledger.ts'

interface Flags extends OutputFlags {
  to?: string
}

export function statusCommand(): Command {
  const command = new Command('status')
    .description('shows the ledger: which migrations ran, are running, failed')
    .option(...TO)
  return withOutput(command).action(run)
}

async function run(flags: Flags): Promise<void> {
  const { settings } = await openExistingTarget(flags.to)
  const { ledgerStatus } = await import('../engine/ledger-status.ts')
  const migrations = await ledgerStatus(settings)
  if (!(await printResult({ migrations }, () => ledgerText(migrations), flags))) process.exitCode = 1
}
