import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { grouped } from '../engine/counted.ts'
import { errorText } from '../cli/text/error.ts'
import { asLiteliftError, LiteliftError } from '../engine/errors.ts'
import { showArrived } from './arrived.ts'
import { makeBookshop } from './bookshop.ts'
import { dropFile, readReport } from './drop.ts'
import { showRows } from './look.ts'
import { line, step } from './screen.ts'
import { REPORTS, startIntake, startServices, UPLOADS } from './services.ts'

/**
 * `npm run demo [-- file]`: everything that happens on AWS, on this machine. A file is dropped into a bucket, its event
 * goes through a queue to the bundled function, and what arrived in PostgreSQL is shown.
 */
async function demo(file: string | undefined): Promise<void> {
  await using started = new AsyncDisposableStack()
  const directory = await makeDirectory()
  // Retried, because a server that a signal caught while it was being made goes on for a moment.
  started.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
  const ended = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')])
  await Promise.race([story(file, directory, started), ended])
}

/** For root the server runs as another user, who must get through to its data; what was dropped is nobody else's. */
async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'litelift-demo-'))
  await chmod(directory, 0o711)
  await mkdir(join(directory, 'private'), { mode: 0o700 })
  return directory
}

async function story(file: string | undefined, directory: string, started: AsyncDisposableStack): Promise<void> {
  const log = join(directory, 'private', 'function.log')
  const schema = file === undefined ? 'bookshop' : 'demo'
  const path = file ?? join(directory, 'private', 'bookshop.sqlite')
  if (file !== undefined) await sizeOf(file)

  line()
  line('  A SQLite file is dropped into a bucket, and it is in PostgreSQL', 'bold')
  line()
  const { aws, target } = await step('PostgreSQL, S3, SQS and Secrets Manager started on this machine', async () =>
    started.use(await startServices(directory)),
  )
  const { queue } = await step('Lambda function bundled as it is deployed', async () =>
    started.use(await startIntake(aws, directory, schema, log)),
  )
  if (file === undefined) {
    await step('Sample made: a bookshop with one of everything', () => makeBookshop(path))
  }
  const key = `demo/${basename(path)}`
  const size = `${grouped(Math.ceil((await sizeOf(path)) / 1000))} kB`
  await step(`Dropped into the bucket: s3://${UPLOADS}/${key}, ${size}`, () => dropFile(aws, queue, path, key))
  await step('S3 event → SQS → Lambda: planned, staged, verified, published', () => queue.deliverNext(TIME_LIMIT))

  const found = await readReport(aws.s3)
  if (!found) throw await unreported(log)
  const { report } = found
  if (report.error) throw LiteliftError.revive(report.error)
  showArrived(report)
  await showRows(target, report)
  line()
  line(`  report  ${aws.environment['AWS_ENDPOINT_URL_S3']}/${REPORTS}/${encodeURI(found.key)}`)
  line(`  data    psql '${target}'`)
  line(`  log     ${log}`)
  line()
  if (process.stdout.isTTY) {
    line('  Look around; further uploads are not taken. Ctrl-C ends it and removes everything.', 'bold')
    await new Promise(() => {})
  }
  line('  Stopped, and everything is removed. On a terminal it stays up until Ctrl-C.')
}

/** Milliseconds; what Lambda itself allows. */
const TIME_LIMIT = 900_000

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (cause) {
    throw new LiteliftError('file-missing', {
      subject: { file: path },
      message: 'There is no file at this path.',
      hint: 'npm run demo -- path/to/your.db',
      cause,
    })
  }
}

/** The function ended without a word: its log says why. */
async function unreported(log: string): Promise<Error> {
  const lines = (await readFile(log, 'utf8')).trimEnd().split('\n')
  return new Error(`the function wrote no report; its log ends with: ${lines.slice(-10).join(' / ')}`)
}

try {
  await demo(process.argv[2])
} catch (error) {
  line()
  for (const text of errorText(asLiteliftError(error).toJSON())) line(text)
  process.exitCode = 1
}
// What a signal cut short must not keep the process.
process.exit()
