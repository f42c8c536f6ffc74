import { spawn } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { cacheFolder } from '../cache-folder.ts'

/** Where an application's packages are, or why they cannot be had here. */
export type Packages = { path: string } | { missing: string }

/** Both take 5 s on an ordinary connection. A network that swallows what it is sent is given up after this. */
const PATIENCE_MS = 90_000

// A wheel for this Python, or nothing: nobody's compiler is asked for.
const PIP_INSTALL =
  '-m pip install --quiet --disable-pip-version-check --no-input --retries 1 --only-binary :all:'.split(' ')

/** What `requirements.txt` names, for the PYTHONPATH of this machine's Python. */
export async function pythonPackages(application: string): Promise<Packages> {
  const list = join(application, 'requirements.txt')
  const python = await command('python3', ['-c', 'import sys, sysconfig; print(sys.version, sysconfig.get_platform())'])
  if ('failed' in python) return { missing: `there is no Python 3 here (${python.failed})` }
  const install = (path: string) => command('python3', [...PIP_INSTALL, '--target', path, '--requirement', list])
  return await cached([await readFile(list, 'utf8'), python.output], install)
}

/** What `package-lock.json` names, in a `node_modules` for the NODE_PATH. */
export async function nodePackages(application: string): Promise<Packages> {
  const lists = ['package.json', 'package-lock.json'].map((name) => join(application, name))
  const install = async (path: string) => {
    await mkdir(path, { recursive: true })
    for (const list of lists) await copyFile(list, join(path, basename(list)))
    return await command('npm', ['ci', '--prefix', path, '--ignore-scripts', '--prefer-offline', '--loglevel=error'])
  }
  const found = await cached(await Promise.all(lists.map((list) => readFile(list, 'utf8'))), install)
  return 'path' in found ? { path: join(found.path, 'node_modules') } : found
}

/**
 * A folder of the user's cache that holds what the lists name; other lists are another folder. What is under its name is
 * complete: it was installed beside it and then renamed, so that neither two runs at once nor one that was killed spoil it.
 */
async function cached(lists: string[], install: (path: string) => Promise<Ended>): Promise<Packages> {
  const folder = cacheFolder()
  const path = join(folder, `application-${createHash('sha256').update(lists.join('\n')).digest('hex').slice(0, 16)}`)
  if (existsSync(path)) return { path }
  const unfinished = `${path}.${randomUUID()}`
  try {
    await mkdir(folder, { recursive: true })
    const installed = await install(unfinished)
    if ('failed' in installed) return { missing: `its packages cannot be installed here (${installed.failed})` }
    await rename(unfinished, path).catch((error: unknown) => {
      // Another run was quicker.
      if (!existsSync(path)) throw error
    })
    return { path }
  } catch (error) {
    return { missing: `its packages cannot be kept here (${String(error)})` }
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

type Ended = { output: string } | { failed: string }

async function command(name: string, args: string[]): Promise<Ended> {
  const child = spawn(name, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE_MS, killSignal: 'SIGKILL' })
  try {
    const ended = once(child, 'close') as Promise<[number | null]>
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), ended])
    if (code === 0) return { output }
    return {
      failed:
        errors
          .trim()
          .split('\n')
          .find((line) => /error/i.test(line)) ?? `${name} ended with ${code}`,
    }
  } catch (error) {
    return { failed: String(error) }
  }
}
