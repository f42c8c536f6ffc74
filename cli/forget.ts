import { Command } from 'commander'
import { counted, grouped } from '../engine/counted.ts'
import { LiteliftError } from '../engine/errors.ts'
import { TO, withOutput, type OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
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
  const megabytes = Math.ceil(forgotten.reduce((sum, { staged }) => sum + staged, 0) / 1e6)
  await printResult(
    { forgotten: forgotten.map((entry) => ({ id: entry.id, staged: entry.staged })) },
    () => [
      forgotten.length === 0
        ? 'Nothing was left behind'
        : `Forgotten: ${counted(forgotten.length, 'migration')}, ${grouped(megabytes)} MB`,
    ],
    flags,
  )
}
