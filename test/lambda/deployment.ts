import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { arch } from 'node:process'
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { GetQueueAttributesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Report } from '../../engine/report/report.ts'
import { bundle } from '../../infra/bundle.ts'
import type { Route } from '../../lambda/intake/routes.ts'
import { startAws, type LocalAws } from '../../local/standins/aws.ts'
import { startFunction, type FunctionSettings, type LocalFunction } from '../../local/standins/lambda-runtime.ts'
import { localQueue, type LocalQueue } from '../../local/standins/queue.ts'
import { s3Event } from '../../local/standins/s3-event.ts'
import { upload } from '../../local/standins/upload.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { refuseInternal } from '../no-internal.ts'
import { scratchFolder, scratchOfFile } from '../scratch.ts'

const UPLOADS = 'uploads'
const REPORTS = 'reports'
export const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:target'

/** What the stack makes, on this machine: buckets, a queue, the bundled function, a target, a secret, one route. */
export interface Deployment extends AsyncDisposable {
  aws: LocalAws
  function: LocalFunction
  /** The function's code and variables, for others of them. */
  settings: Pick<FunctionSettings, 'directory' | 'environment'>
  queue: LocalQueue
  queueUrl: string
  /** So many sandboxes of the function beside the first, each with a disk of its own and the queue behind it. Their log is the same. */
  sandboxes(count: number): Promise<LocalQueue[]>
  database: TestDatabase
  /** Uploads a file, made of SQL or of bytes, and sends its event. Gives the event. */
  drop(key: string, content: string | Uint8Array, metadata?: Record<string, string>): Promise<Record<string, unknown>>
  /** The same without sending it. */
  put(key: string, content: string | Uint8Array, metadata?: Record<string, string>): Promise<Record<string, unknown>>
  remove(key: string): Promise<void>
  /** What lies in the dead-letter queue: bodies, and why. */
  deadLetters(): Promise<{ body: string; reason: string | undefined; sender?: string }[]>
  /** All reports by their key; without the copies by version. */
  reports(): Promise<Record<string, Report>>
  /** Messages in the queue: waiting, and received but not deleted. */
  messages(): Promise<{ waiting: number; away: number }>
  /** The function's log, line by line. */
  log(): Promise<{ level?: string; message?: string; [field: string]: unknown }[]>
  /** What the log holds, as text. */
  printed(): Promise<string>
  /** The function's /tmp. */
  temporary: string
}

/** Further variables of the function, or others than it has, for the services that it is deployed beside. */
type Environment = Record<string, string> | ((aws: LocalAws) => Promise<Record<string, string>>)

/** Deploys with a route for every key, changed as asked. */
export async function deploy(route: Partial<Route> = {}, environment: Environment = {}): Promise<Deployment> {
  await using started = new AsyncDisposableStack()
  const scratch = started.use(scratchFolder())
  const { path } = scratch
  const [temporary, log] = [join(path, 'tmp'), join(path, 'log')]
  await mkdir(temporary)
  const database = started.use(await createDatabase())
  const aws = started.use(await startAws())
  await aws.createBucket(UPLOADS)
  await aws.createBucket(REPORTS)
  const name = await aws.createQueue('uploads', 600)
  const dead = await aws.createQueue('dead-letters', 0)
  const { host, port, user: username, password, database: dbname } = database.settings
  aws.secrets.put(SECRET, { engine: 'postgres', username, password, host, port: String(port), dbname })
  const settings = {
    directory: bundled(),
    environment: {
      ...aws.environment,
      LITELIFT_ROUTES: JSON.stringify([{ prefix: '', secretArn: SECRET, schema: 'shop', ...route }]),
      LITELIFT_REPORTS_BUCKET: REPORTS,
      LITELIFT_QUEUE_URL: name.url,
      LITELIFT_DEAD_LETTERS_URL: dead.url,
      ...(typeof environment === 'function' ? await environment(aws) : environment),
    },
  }
  const target = started.use(await startFunction({ ...settings, temporary, log }))
  const queue = localQueue(aws.sqs, name, target)
  let puts = 0
  const put: Deployment['put'] = async (key, content, metadata) => {
    const name = `upload-${puts++}`
    const file = join(path, name)
    if (typeof content === 'string') scratch.database(name, content)
    else await writeFile(file, content)
    const etag = await upload(aws.s3, file, { bucket: UPLOADS, key, ...(metadata && { metadata }) })
    await rm(file)
    return s3Event({ bucket: UPLOADS, key, etag, sequencer: String(puts).padStart(4, '0') })
  }
  const running = started.move()
  return {
    aws,
    function: target,
    settings,
    queue,
    queueUrl: name.url,
    sandboxes: (count) =>
      Promise.all(
        Array.from({ length: count }, async (_, number) => {
          const disk = join(path, `tmp-${number}`)
          await mkdir(disk)
          const sandbox = running.use(await startFunction({ ...settings, temporary: disk, log }))
          return localQueue(aws.sqs, name, sandbox)
        }),
      ),
    database,
    temporary,
    put,
    async drop(key, content, metadata) {
      const event = await put(key, content, metadata)
      await queue.send(event)
      return event
    },
    async remove(key) {
      await aws.s3.send(new DeleteObjectCommand({ Bucket: UPLOADS, Key: key }))
    },
    async deadLetters() {
      const { Messages = [] } = await aws.sqs.send(
        new ReceiveMessageCommand({ QueueUrl: dead.url, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
      )
      return Messages.map(({ Body, MessageAttributes }) => ({
        body: Body!,
        reason: MessageAttributes?.['reason']?.StringValue,
        ...(MessageAttributes?.['sender'] && { sender: MessageAttributes['sender'].StringValue! }),
      }))
    },
    reports: () => readReports(aws),
    async messages() {
      const { Attributes } = await aws.sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: name.url, AttributeNames: ['All'] }),
      )
      return {
        waiting: Number(Attributes!['ApproximateNumberOfMessages']),
        away: Number(Attributes!['ApproximateNumberOfMessagesNotVisible']),
      }
    },
    async log() {
      return (await readFile(log, 'utf8'))
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>)
    },
    printed: () => readFile(log, 'utf8'),
    async [Symbol.asyncDispose]() {
      const said = await readFile(log, 'utf8').catch(() => '')
      await running.disposeAsync()
      refuseInternal(said)
    },
  }
}

async function readReports(aws: LocalAws): Promise<Record<string, Report>> {
  const { Contents = [] } = await aws.s3.send(new ListObjectsV2Command({ Bucket: REPORTS }))
  const reports = Contents.filter(({ Key }) => Key!.endsWith('.json') && !Key!.includes('/by-version/')).map(
    async ({ Key }): Promise<[string, Report]> => {
      const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: REPORTS, Key }))
      return [Key!, JSON.parse(await Body!.transformToString()) as Report]
    },
  )
  return Object.fromEntries(await Promise.all(reports))
}

const code = scratchOfFile()
let isBundled = false

/** One bundle a test file; takes about 0.4 s. */
function bundled(): string {
  if (!isBundled) bundle({ architecture: arch === 'arm64' ? 'arm64' : 'x64', directory: code.path })
  isBundled = true
  return code.path
}
