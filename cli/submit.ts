import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { objectUri } from '../aws/s3/name.ts'
import { LiteliftError } from '../engine/errors.ts'
import { IDENTIFIERS, VERIFICATIONS } from '../engine/options.ts'
import { MODES } from '../engine/options/modes.ts'
import type { Report } from '../engine/report/report.ts'
import { exitCodeOfReport } from './exit-code.ts'
import { collected, withOutput, type OutputFlags } from './options.ts'
import { printResult, say } from './terminal/output.ts'
import { bringFile, mayRead } from './source.ts'
import { interruptible } from './signals.ts'
import { metadataOf, type Overrides } from './submit/metadata.ts'
import { s3Place } from './submit/place.ts'
import { errorText } from './text/error.ts'
import { rejectsText } from './text/rejects.ts'
import { reportText } from './text/report.ts'

interface Flags extends OutputFlags, Overrides {
  bucket?: string
  key?: string
  wait?: boolean
  timeout: number
  reports?: string
  existing?: string
  queue?: string
}

/** For those who have the stack: what the bucket is to be given, from where they are, with an answer. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description("uploads a file into the stack's bucket, and follows what becomes of it")
    .argument('[file]', 'a file, https://… or - for standard input; none with --existing')
    .option('--bucket <name>', 'the uploads bucket')
    .option('--key <key>', 'where to; a folder where it ends in / (default: the name of the file)')
    .option('--wait', 'until the migration has ended; its exit code is the answer')
    .option('--reports <s3-url>', 's3://bucket/prefix/ of the reports, for --wait')
    .option('--timeout <minutes>', 'how long to wait', Number, 60)
    .option('--schema <name>', 'options of this object, which its route has to allow')
    .addOption(new Option('--mode <mode>', 'the same').choices(MODES))
    .addOption(new Option('--identifiers <style>', 'the same').choices(IDENTIFIERS))
    .addOption(new Option('--verify <how>', 'the same').choices(VERIFICATIONS))
    .option('--include <glob>', 'the same; repeatable', collected)
    .option('--exclude <glob>', 'the same; repeatable', collected)
    .option('--existing <s3-url>', 'objects that are there already: s3://bucket/prefix')
    .option('--queue <url>', "the stack's queue, for --existing")
  return withOutput(command).action(run)
}

async function run(file: string | undefined, flags: Flags): Promise<void> {
  if (flags.existing !== undefined) await submitExisting(file, flags.existing, flags)
  else await submitFile(file, flags)
}

async function submitFile(file: string | undefined, flags: Flags): Promise<void> {
  const { bucket, wait = false, timeout } = flags
  if (file === undefined || bucket === undefined) throw wrong('submit needs a file and --bucket, or --existing.')
  if (wait && flags.reports === undefined) throw wrong('--wait needs --reports, the bucket that the reports lie in.')
  if (!(timeout > 0)) throw wrong('--timeout is a number of minutes.')
  const reports = flags.reports === undefined ? null : s3Place('--reports', flags.reports)
  const metadata = metadataOf(flags)
  if (file === '-' && (flags.key === undefined || flags.key.endsWith('/')))
    throw wrong('What comes on standard input has no name: --key names the object.')
  const report = await interruptible(async (signal) => {
    await using brought = await bringFile(file, signal)
    const path = brought?.path ?? resolve(file)
    await mayRead(path)
    const { size } = await stat(path)
    const place = { bucket, key: keyFor(brought?.values['name'] ?? basename(path), flags.key) }
    const [{ upload }, { follow, placeOfReport }] = await Promise.all([
      import('./submit/upload.ts'),
      import('./submit/follow.ts'),
    ])
    const submitted = await upload(path, size, { ...place, metadata }, signal)
    const address = reports === null ? null : placeOfReport(reports, submitted)
    say(`Uploaded as ${objectUri(place)}, version ${submitted.version}`)
    if (!wait) {
      const result = { uri: objectUri(place), version: submitted.version, report: address && objectUri(address) }
      await printResult(result, () => [`Its report will be ${result.report ?? 'in the bucket of the reports'}`], flags)
      return null
    }
    say(`Waiting for ${objectUri(address!)}`)
    return await follow(address!, submitted, { signal, minutes: timeout })
  }, 'Stopping; a file that is uploaded is migrated all the same. Once more stops at once.')
  if (report !== null) await tell(report, flags)
}

async function tell(report: Report, flags: Flags): Promise<void> {
  for (const option of ['schema', 'mode'] as const) {
    const became = option === 'schema' ? report.target.schema : report.mode
    if (flags[option] !== undefined && became !== '' && became !== flags[option])
      say(`The route does not let an object set ${option}: it was ${became}.`)
  }
  const { host, database } = report.target
  if (report.error === null || flags.json) {
    await printResult(report, () => reportText(report, `${database} on ${host}`), flags)
  }
  if (report.error !== null) say(...errorText(report.error), ...rejectsText(report))
  process.exitCode = exitCodeOfReport(report)
}

async function submitExisting(file: string | undefined, existing: string, flags: Flags): Promise<void> {
  if (file !== undefined) throw wrong('--existing takes objects that are there already, and no file.')
  if (flags.queue === undefined)
    throw wrong('--existing needs --queue, the URL of the queue that the function works off.')
  const { queue } = flags
  const place = s3Place('--existing', existing)
  const objects = await interruptible(async (signal) => {
    const { queueExisting } = await import('./submit/existing.ts')
    return await queueExisting(place, queue, signal)
  }, 'Stopping; what is in the queue is migrated all the same. Once more stops at once.')
  await printResult({ objects }, () => [`${objects} of ${existing} are in the queue`], flags)
}

function keyFor(name: string, key = ''): string {
  return key === '' || key.endsWith('/') ? key + name : key
}

function wrong(message: string): LiteliftError {
  return new LiteliftError('option-invalid', { message, hint: 'litelift submit --help shows what goes together.' })
}
