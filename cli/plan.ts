import { Command } from 'commander'
import { LiteliftError } from '../engine/errors.ts'
import { SqliteProcess } from '../engine/source/sqlite/sqlite-process.ts'
import { exitCodeOfChanges } from './exit-code.ts'
import { optionsFrom, valuesFrom, PROGRESS_OPTION, withOutput, withPlanOptions } from './options.ts'
import type { OptionFlags, OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { mayWrite, writeNamed } from './written-file.ts'
import { openForReading } from './source.ts'
import { withProgress, type Kept } from './terminal/progress.ts'
import { settingsOf } from './target.ts'
import { planText } from './text/plan.ts'
import { planSql } from './text/sql.ts'

interface Flags extends OptionFlags, OutputFlags {
  to?: string
  progress: Kept
  sql?: string
  check?: boolean
}

export function planCommand(): Command {
  const command = new Command('plan')
    .description('prints types with their reasons, DDL and notes; changes nothing')
    .argument('<file>', 'a file, s3://bucket/key, https://… or - for standard input')
    .option('--to <url>', 'fit the plan to the tables that exist there (default: an empty database)')
  return withOutput(
    withPlanOptions(command)
      .addOption(PROGRESS_OPTION)
      .option('--check', 'end with 1 where a migration would be refused, with 3 where it would refuse rows; needs --to')
      .option('--sql <file>', 'write the DDL as a script, which psql runs'),
  ).action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  const options = optionsFrom(flags)
  const values = valuesFrom(flags, options)
  if (flags.sql !== undefined) mayWrite(flags.sql, '.sql')
  if (flags.check === true && flags.to === undefined) throw checkNeedsTarget()
  const settings = flags.to === undefined ? null : settingsOf(flags.to)
  await using sqlite = new SqliteProcess()
  await using source = await openForReading(file)
  const { planFile } = await import('../engine/plan-file.ts')
  const target = settings === null ? null : () => Promise.resolve(settings)
  const planned = await withProgress(flags.progress, (listener) =>
    planFile({ source, target, options, values, sqlite, listener }),
  )
  if (flags.sql !== undefined) await writeNamed('The DDL', flags.sql, planSql(planned, source.uri))
  const printed = await printResult(planned, () => planText(planned), flags)
  process.exitCode = printed ? (flags.check === true ? exitCodeOfChanges(planned.changes ?? []) : 0) : 1
}

function checkNeedsTarget(): LiteliftError {
  return new LiteliftError('option-invalid', {
    message: '--check asks whether the file fits a target, and none is named.',
    hint: 'Name it with `--to`.',
  })
}
