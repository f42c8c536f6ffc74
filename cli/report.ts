import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Command } from 'commander'
import { LiteliftError } from '../engine/errors.ts'
import { completed } from '../engine/report/empty-report.ts'
import { besideItsList } from '../engine/report/page/beside-its-list.ts'
import type { Report } from '../engine/report/report.ts'
import { withOutput, type OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { mayRead } from './source.ts'
import { mayWrite, writeNamed } from './written-file.ts'

interface Flags extends OutputFlags {
  out?: string
}

export function reportCommand(): Command {
  const command = new Command('report')
    .description('makes the HTML page of a report that was kept as JSON')
    .argument('<file>', 'of migrate --json, or from the bucket of the reports')
    .option('--out <file>', 'where to (default: the same name with .html)')
  return withOutput(command).action(run)
}

async function run(file: string, flags: Flags): Promise<void> {
  const page = flags.out ?? `${file.replace(/\.json$/i, '')}.html`
  mayWrite(page, '.html')
  await mayRead(file)
  const report = parsed(await readFile(file, 'utf8'), file)
  const isBeside = report.rejects.file !== null && dirname(report.rejects.file) === dirname(resolve(page))
  await writeNamed('The report', page, await rendered(isBeside ? besideItsList(report) : report, file))
  await printResult({ page }, () => [], flags)
}

/** Reports from before a field came lack it. */
function parsed(text: string, file: string): Report {
  try {
    const report = JSON.parse(text) as Partial<Report>
    // What all versions wrote; completed() knows the rest.
    const { format, outcome, source, tables } = report
    if (format !== 1 || outcome === undefined || source === undefined || tables === undefined) throw refused(file)
    return completed(report)
  } catch (cause) {
    throw cause instanceof LiteliftError ? cause : refused(file, cause)
  }
}

async function rendered(report: Report, file: string): Promise<string> {
  const { renderReport } = await import('../engine/report/page/page.ts')
  try {
    return renderReport(report)
  } catch (cause) {
    throw refused(file, cause)
  }
}

function refused(file: string, cause?: unknown): LiteliftError {
  return new LiteliftError('option-invalid', {
    subject: { file },
    message: 'This is no report of a migration.',
    hint: 'Name a file that `litelift migrate --json` printed, or one from the bucket of the reports.',
    cause,
  })
}
