import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { arch } from 'node:process'
import { Client } from 'pg'
import { bundle } from '../infra/bundle.ts'
import { startAws, type LocalAws } from '../local/standins/aws.ts'
import { startFunction } from '../local/standins/lambda-runtime.ts'
import { startPostgres } from '../local/postgres/postgres.ts'
import { localQueue, type LocalQueue } from '../local/standins/queue.ts'

export const UPLOADS = 'uploads'
export const REPORTS = 'reports'
const SECRET = 'demo/target'

/** The target, its owner and the owner's password: an ordinary role that may create schemas and nothing more. */
const NAME = 'litelift'

/** PostgreSQL, S3, SQS and Secrets Manager on this machine. */
export interface Services extends AsyncDisposable {
  aws: LocalAws
  /** The target database, as the role that the function uses. */
  target: string
}

/** Starts everything but the function; the server's data is kept in `directory`. */
export async function startServices(directory: string): Promise<Services> {
  await using started = new AsyncDisposableStack()
  const [server, aws] = await Promise.all([
    startPostgres({ directory: join(directory, 'postgres'), temporary: true }).then((server) => started.use(server)),
    startAws().then((aws) => started.use(aws)),
  ])
  await createTarget(server.url)
  const target = `postgres://${NAME}:${NAME}@${server.host}:${server.port}/${NAME}`
  await aws.createBucket(UPLOADS)
  await aws.createBucket(REPORTS)
  aws.secrets.put(SECRET, target)
  const running = started.move()
  return { aws, target, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function createTarget(superuser: string): Promise<void> {
  const client = new Client(superuser)
  await client.connect()
  try {
    await client.query(`CREATE ROLE ${NAME} LOGIN PASSWORD '${NAME}'`)
    await client.query(`CREATE DATABASE ${NAME} STRATEGY wal_log`)
    await client.query(`GRANT CREATE ON DATABASE ${NAME} TO ${NAME}`)
  } finally {
    await client.end()
  }
}

export interface Intake extends AsyncDisposable {
  queue: LocalQueue
}

/** Bundles the function as it is deployed, and puts it behind a queue; what it prints goes to `log`. */
export async function startIntake(aws: LocalAws, directory: string, schema: string, log: string): Promise<Intake> {
  const [code, temporary] = [join(directory, 'function'), join(directory, 'private', 'tmp')]
  bundle({ architecture: arch === 'arm64' ? 'arm64' : 'x64', directory: code })
  await mkdir(temporary)
  const target = await startFunction({
    directory: code,
    environment: {
      ...aws.environment,
      LITELIFT_ROUTES: JSON.stringify([{ prefix: '', secretArn: SECRET, schema, verify: 'full' }]),
      LITELIFT_REPORTS_BUCKET: REPORTS,
    },
    temporary,
    log,
  })
  return {
    queue: localQueue(aws.sqs, await aws.createQueue('uploads', 900), target),
    [Symbol.asyncDispose]: () => target[Symbol.asyncDispose](),
  }
}
