import { Command } from 'commander'
import { counted, grouped } from '../engine/counted.ts'
import { LiteliftError } from '../engine/errors.ts'
import type { LedgerStatus } from '../engine/ledger-status.ts'
import { TO, withOutput, type OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { prose, type Line } from './terminal/line.ts'
import { openExistingTarget } from './target.ts'

interface Flags extends OutputFlags {
  to?: string
  stale?: boolean
}

export function forgetCommand(): Command {
  const command = new Command('forget')
    .description('removes what migrations that will not be resumed left in the target')
    .argument('[id]', 'as `litelift status` prints it')
    .option(...TO)
    .option('--stale', 'of all that nobody is at work on')
  return withOutput(command).action(run)
}

async function run(id: string | undefined, flags: Flags): Promise<void> {
  if ((id === undefined) === (flags.stale === undefined)) {
    throw new LiteliftError('option-invalid', {
      message: 'forget needs the id of a migration, or --stale.',
      hint: '`litelift status` lists the migrations.',
    })
  }
  const { settings } = await openExistingTarget(flags.to)
  const { forget } = await import('../engine/forget.ts')
  const forgotten = await forget(settings, id === undefined ? 'stale' : { id })
  await printResult(
    { forgotten: forgotten.map((entry) => ({ id: entry.id, staged: entry.staged })) },
    () => forgottenText(forgotten),
    flags,
  )
}

/** What was published is no leaving: of a migration that has nothing else nothing was removed. */
function forgottenText(forgotten: LedgerStatus[]): Line[] {
  const left = forgotten.filter(({ staged, state }) => staged > 0 || state !== 'published')
  const published = forgotten.filter((entry) => !left.includes(entry))
  if (forgotten.length === 0) return ['Nothing was left behind']
  const megabytes = Math.ceil(left.reduce((sum, { staged }) => sum + staged, 0) / 1e6)
  return [
    ...(left.length > 0
      ? [`Forgotten: what was staged of ${counted(left.length, 'migration')}, ${grouped(megabytes)} MB`]
      : []),
    ...published.map(({ id, source }) =>
      prose(
        `Nothing was left of ${id.slice(0, 8)} (${source}): it is published, and stays so; \`litelift migrate --again\` brings it once more`,
      ),
    ),
  ]
}
