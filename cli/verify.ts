import { Command } from 'commander'
import { SqliteProcess } from '../engine/source/sqlite/sqlite-process.ts'
import { isEqual } from '../engine/verify/differs.ts'
import { optionsFrom, valuesFrom, PROGRESS_OPTION, TO, withOutput, withPlanOptions } from './options.ts'
import type { OptionFlags, OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { withProgress, type Kept } from './terminal/progress.ts'
import { openForReading } from './source.ts'
import { openExistingTarget } from './target.ts'
import { comparisonText } from './text/comparison.ts'
import { notesText } from './text/notes.ts'

interface Flags extends OptionFlags, OutputFlags {
  to?: string
  progress: Kept
}

export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('compares every value of file and target; exit code 1 on any difference')
    .argument('<file>', 'a file, s3://bucket/key, https://… or - for standard input')
    .option(...TO)
  return withOutput(withPlanOptions(command).addOption(PROGRESS_OPTION)).action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  const options = optionsFrom(flags)
  const values = valuesFrom(flags, options)
  await using sqlite = new SqliteProcess()
  await using source = await openForReading(file)
  const { settings } = await openExistingTarget(flags.to)
  const { verifyFile } = await import('../engine/verify-file.ts')
  const { tables, notes } = await withProgress(flags.progress, (listener) =>
    verifyFile({ source, target: () => Promise.resolve(settings), options, values, sqlite, listener }),
  )
  const equal = tables.every(isEqual)
  const printed = await printResult(
    { equal, tables, notes },
    () => [...comparisonText(tables, notes), ...notesText(notes)],
    flags,
  )
  process.exitCode = equal && printed ? 0 : 1
}
