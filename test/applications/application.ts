import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'vitest'
import { nodePackages, type Packages, pythonPackages } from './packages.ts'

/** An application of the folder of its name, which runs on SQLite and on PostgreSQL. */
export interface Application {
  /** Runs a program of it on a database, and gives what it printed. */
  run(program: string[], url: string): Promise<string>
}

/** Written in Python. Where Python or its packages cannot be had, the test is skipped and says why. */
export async function pythonApplication(name: string, { skip }: Pick<TestContext, 'skip'>): Promise<Application> {
  const folder = join(import.meta.dirname, name)
  const path = present(name, await pythonPackages(folder), skip)
  // Nothing of the user's own, and nothing written beside the sources.
  const env = { PYTHONPATH: path, PYTHONNOUSERSITE: '1', PYTHONDONTWRITEBYTECODE: '1', PYTHONUTF8: '1' }
  return { run: (program, url) => run('python3', program, folder, { ...env, DATABASE_URL: url }) }
}

/** Written for Node, in CommonJS: its packages are in the cache, drivers in those of litelift, and NODE_PATH names both. */
export async function nodeApplication(name: string, { skip }: Pick<TestContext, 'skip'>): Promise<Application> {
  const folder = join(import.meta.dirname, name)
  const path = present(name, await nodePackages(folder), skip)
  // In UTC, as servers are: where a column has no zone, Node's drivers of PostgreSQL read it in that of the machine.
  const env = { NODE_PATH: `${path}:${join(import.meta.dirname, '../../node_modules')}`, TZ: 'UTC' }
  return { run: (program, url) => run(process.execPath, program, folder, { ...env, DATABASE_URL: url }) }
}

function present(name: string, packages: Packages, skip: TestContext['skip']): string {
  if ('path' in packages) return packages.path
  const reason = `the application ${name} is not tried: ${packages.missing}`
  // Not every reporter shows why a test was skipped.
  process.stderr.write(`${reason}\n`)
  return skip(reason)
}

async function run(program: string, args: string[], cwd: string, env: Record<string, string>): Promise<string> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|DJANGO|NODE_OPTIONS|VITEST|TZ$)/.test(name))
  const child = spawn(program, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close') as Promise<[number | null]>
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} ended with ${code}:\n${errors}${output}`)
  return output
}
