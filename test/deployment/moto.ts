import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { until } from '../until.ts'

/** What moto made of a stack; deploy.py prints it. */
export interface Deployed {
  status: string
  /** Resources that were asked for, and types of those that were not made all the same. */
  asked: number
  notMade: string[]
  /** Types of resources that moto cannot make. */
  leftOut: string[]
  uploads: string
  reports: string
  queueArn: string
  queueUrl: string
  queue: Record<string, string>
  batchSize: number
  function: { variables: Record<string, string>; timeout: number; memory: number }
}

/** moto (docs.getmoto.org), a simulator of AWS that others write, on the loopback interface. */
export interface Moto extends AsyncDisposable {
  endpoint: string
  deploy(assembly: string, stack: string): Promise<Deployed>
}

/** `packages` is where moto and boto3 are installed, for the PYTHONPATH. */
export async function startMoto(packages: string): Promise<Moto> {
  await using started = new AsyncDisposableStack()
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const env = { ...process.env, PYTHONPATH: packages, PYTHONDONTWRITEBYTECODE: '1' }
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env,
    stdio: 'ignore',
  })
  const ended = once(server, 'exit')
  started.defer(async () => {
    server.kill()
    await ended
  })
  const answers = () =>
    fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until('moto answers', answers)
  const running = started.move()
  return {
    endpoint,
    async deploy(assembly, stack) {
      const script = join(import.meta.dirname, 'moto', 'deploy.py')
      const { stdout } = await promisify(execFile)('python3', [script, endpoint, assembly, stack], { env })
      return JSON.parse(stdout) as Deployed
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
