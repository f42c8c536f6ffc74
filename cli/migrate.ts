import { Command } from 'commander'
import { SqliteProcess } from '../engine/source/sqlite/sqlite-process.ts'
import type { Report } from '../engine/report/report.ts'
import type { OpenedSource } from '../engine/source/file/source-object.ts'
import { exitCodeOfReport } from './exit-code.ts'
import { debugListener } from './debug.ts'
import { optionsFrom, valuesFrom, PROGRESS_OPTION, TO, withOutput, withPlanOptions, withRunOptions } from './options.ts'
import type { OptionFlags, OutputFlags } from './options.ts'
import { printResult, say } from './terminal/output.ts'
import { showProgress, type Kept } from './terminal/progress.ts'
import { interruptible } from './signals.ts'
import { rejectPath, writeRejects } from './reject-file.ts'
import { openSource } from './source.ts'
import { isOwnServer, openTarget, shownUrl, type Target } from './target.ts'
import { errorText } from './text/error.ts'
import { rejectsText } from './text/rejects.ts'
import { reportText } from './text/report.ts'
import { mayWrite, writeNamed } from './written-file.ts'

interface Flags extends OptionFlags, OutputFlags {
  to?: string
  report?: string
  again?: boolean
  progress: Kept
}

export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('migrates a SQLite file: all of it, or nothing')
    .argument('<file>', 'a file, s3://bucket/key, https://… or - for standard input')
    .option(...TO)
  return withOutput(
    withRunOptions(withPlanOptions(command))
      .option('--report <file>', 'write the report as one HTML page')
      .addOption(PROGRESS_OPTION)
      .option('--again', 'run although the ledger says that this version was published'),
  ).action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  const options = optionsFrom(flags)
  const values = valuesFrom(flags, options)
  if (flags.report !== undefined) mayWrite(flags.report, '.html')
  const { ended, target } = await interruptible(async (signal) => {
    await using sqlite = new SqliteProcess(signal)
    // The engine loads while the file is read.
    const [opened, { migrate }] = await Promise.all([openSource(file, { signal }), import('../engine/migrate.ts')])
    await using source = opened
    const refused = isOwnServer(flags.to) ? await refusalOf(source) : null
    const target = refused === null ? await openTarget(flags.to) : null
    using progress = showProgress(flags.progress)
    const debug = debugListener(flags)
    const ended = await migrate({
      source,
      target: () => (target === null ? Promise.reject(refused) : Promise.resolve(target.settings)),
      options,
      values,
      sqlite,
      signal,
      again: flags.again ?? false,
      listener: (event) => {
        progress.listener(event)
        debug(event)
      },
    })
    return { ended, target }
  })

  const report =
    flags.report === undefined ? ended : await writeRejects(rejectPath(flags.report), ended, target?.settings)
  if (flags.report !== undefined) await writeReport(flags.report, report)
  await tell(report, target, flags)
  process.exitCode = exitCodeOfReport(report)
}

/** What a file is refused for by its first bytes, for which no server is worth making; of an object these are not here yet. */
async function refusalOf(source: OpenedSource): Promise<unknown> {
  if (source.identifiedBy !== 'content') return null
  const [file, { refuseEarly }] = await Promise.all([
    source.obtain(new AbortController().signal),
    import('../engine/source/file/refuse-early.ts'),
  ])
  return 'path' in file
    ? await refuseEarly(file.path).then(
        () => null,
        (error: unknown) => error,
      )
    : null
}

/** The result is on stdout; a failure is for people on stderr, and in the JSON. */
async function tell(report: Report, target: Target | null, flags: Flags): Promise<void> {
  const embedded = target?.embedded ?? null
  if (report.error === null || flags.json) {
    const reach =
      embedded === null ? [] : ['', `open it:  ${embedded.url}`, 'stop it:  litelift stop, in this directory']
    // What was published stays published, though nobody may hear of it: the exit code speaks of the migration.
    await printResult(
      embedded === null ? report : { ...report, embedded },
      () => [...reportText(report, shownUrl(target!.settings)), ...reach],
      flags,
    )
  }
  if (report.error !== null) say(...errorText(report.error), ...rejectsText(report))
}

async function writeReport(path: string, report: Report): Promise<void> {
  const [{ renderReport }, { besideItsList }] = await Promise.all([
    import('../engine/report/page/page.ts'),
    import('../engine/report/page/beside-its-list.ts'),
  ])
  await writeNamed('The report', path, renderReport(besideItsList(report)))
}
