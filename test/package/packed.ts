import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildPackage } from '../../package/build.ts'
import { installTools } from '../../package/build/tools.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** The tarball, as `npm run build:package` and `npm pack` make it, in the folder. */
export async function packed(folder: string): Promise<string> {
  const directory = join(folder, 'package')
  await buildPackage(directory)
  execFileSync('npm', ['pack', directory, '--pack-destination', folder], { cwd: folder, stdio: 'pipe' })
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  return join(folder, tarball!)
}

/** The folder of the tools that make and judge the package; null, with a word, where no registry gives them. */
export function toolsWhereReachable(): string | null {
  try {
    return installTools(ROOT)
  } catch (error) {
    // Not every reporter shows why a test was skipped.
    process.stderr.write(`The package is not tested: npm cannot fetch what makes it. ${String(error)}\n`)
    return null
  }
}

/** What a program printed, and how it ended. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** A folder of someone who uses the package. */
export interface Project {
  path: string
  write(name: string, content: string): void
  read(name: string): string
  /** Runs a program as its user would, and fails the test with all that it said where it fails. */
  run(program: string, args: readonly string[]): string
}

/**
 * A new one, in which nothing is on the PATH but a Node, its npm, a shell and what installers' own scripts call: no compiler, no Python.
 */
export function project(path: string, node: string = process.execPath): Project {
  const bin = join(path, '.bare')
  mkdirSync(bin, { recursive: true })
  symlinkSync(node, join(bin, 'node'))
  for (const name of ['npm', 'npx', 'sh', 'dirname', 'id', 'sed', 'uname'])
    symlinkSync(realpathSync(which(name)), join(bin, name))
  const work = join(path, 'work')
  mkdirSync(work)
  mkdirSync(join(path, 'tmp'))
  const made: Project = {
    path: work,
    write(name, content) {
      mkdirSync(dirname(join(work, name)), { recursive: true })
      writeFileSync(join(work, name), content)
    },
    read: (name) => readFileSync(join(work, name), 'utf8'),
    run(program, args) {
      try {
        const command = program === 'npm' || program === 'npx' ? join(bin, program) : program
        return execFileSync(command, args, {
          // This thread waits, and with it the test's own limit.
          timeout: 180_000,
          cwd: work,
          env: bare(path, bin),
          encoding: 'utf8',
          stdio: 'pipe',
        })
      } catch (error) {
        const { stdout, stderr, message } = error as Error & Partial<Ended>
        throw new Error(`${message}\n${stdout}\n${stderr}`, { cause: error })
      }
    },
  }
  made.write('package.json', '{ "private": true }\n')
  return made
}

/** What a machine needs to reach a registry, and nothing else of this user's settings. */
const NETWORK = /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE)$/i

function bare(home: string, bin: string): NodeJS.ProcessEnv {
  const network = Object.entries(process.env).filter(([name]) => NETWORK.test(name))
  return {
    ...Object.fromEntries(network),
    ...npmSettings(),
    PATH: bin,
    HOME: home,
    TMPDIR: join(home, 'tmp'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}

let settings: Record<string, string> | undefined
function npmSettings(): Record<string, string> {
  const read = () =>
    ['registry', 'cache'].map((name): [string, string] => [
      `npm_config_${name}`,
      execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim(),
    ])
  return (settings ??= Object.fromEntries(read()))
}

function which(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
}
