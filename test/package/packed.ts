import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildPackage } from '../../package/build.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

/** The tarball, as `npm run build:package` and `npm pack` make it, in the folder. */
export async function packed(folder: string): Promise<string> {
  const directory = join(folder, 'package')
  await buildPackage(directory)
  execFileSync('npm', ['pack', directory, '--pack-destination', folder], { cwd: folder, stdio: 'pipe' })
  const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
  return join(folder, tarball!)
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
  run(program: string, args: string[], env?: Record<string, string>): string
}

/**
 * A new one, in which nothing is on the PATH but a Node, its npm and a shell: no compiler, no Python.
 * @param tools further folders of the PATH
 */
export function project(path: string, node: string = process.execPath, tools: string[] = []): Project {
  const bin = join(path, '.bare')
  mkdirSync(bin, { recursive: true })
  symlinkSync(node, join(bin, 'node'))
  for (const name of ['npm', 'npx', 'sh']) symlinkSync(realpathSync(which(name)), join(bin, name))
  const work = join(path, 'work')
  mkdirSync(work)
  const made: Project = {
    path: work,
    write(name, content) {
      mkdirSync(dirname(join(work, name)), { recursive: true })
      writeFileSync(join(work, name), content)
    },
    read: (name) => readFileSync(join(work, name), 'utf8'),
    run(program, args, env = {}) {
      const { PATH, ...rest } = bare(path, [bin, ...tools])
      try {
        const command = program === 'npm' || program === 'npx' ? join(bin, program) : program
        return execFileSync(command, args, {
          cwd: work,
          env: { ...rest, PATH, ...env },
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

/** A home of its own has none of this user's settings but the registry, and npm's cache. */
function bare(home: string, folders: string[]): Record<string, string> & { PATH: string } {
  const { npm_config_registry: registry, npm_config_cache: cache } = { ...fromNpm(), ...process.env }
  return {
    PATH: folders.join(':'),
    HOME: home,
    TMPDIR: process.env['TMPDIR'] ?? '/tmp',
    ...(registry && { npm_config_registry: registry }),
    ...(cache && { npm_config_cache: cache }),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  }
}

let asked: Record<string, string> | undefined
function fromNpm(): Record<string, string> {
  const get = (name: string) => execFileSync('npm', ['config', 'get', name], { encoding: 'utf8' }).trim()
  return (asked ??= { npm_config_registry: get('registry'), npm_config_cache: get('cache') })
}

function which(program: string): string {
  return execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
}
