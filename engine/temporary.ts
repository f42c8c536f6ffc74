import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync, rmSync } from 'node:fs'
import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { LiteliftError } from './errors.ts'

const PREFIX = 'litelift-'

export interface TemporaryDirectory extends AsyncDisposable {
  path: string
}

/** Those of this process that are in use. */
const LIVING = new Set<string>()

/**
 * A directory that only this user can read; removed with its content on dispose. Its name says whose it is, and what an owner that
 * was killed left beside it is removed first.
 * @throws LiteliftError `disk-unavailable`
 */
export async function temporaryDirectory(
  parent: string = tmpdir(),
  prefix: string = PREFIX,
): Promise<TemporaryDirectory> {
  await removeOrphans(parent, prefix)
  const path = await mkdtemp(join(parent, `${prefix}${OWNER}-`)).catch((cause: NodeJS.ErrnoException) => {
    throw new LiteliftError('disk-unavailable', {
      message: `No directory for temporary files can be made in ${parent} (${cause.code}).`,
      hint: 'Let TMPDIR name a directory that exists, can be written to, and has room for the file.',
      cause,
    })
  })
  LIVING.add(path)
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true })
      LIVING.delete(path)
    },
  }
}

/** For a process that ends at once: removes what it has not disposed of. */
export function removeTemporaries(): void {
  for (const path of LIVING) rmSync(path, { recursive: true, force: true, maxRetries: 3 })
}

/**
 * Removes what an earlier invocation in this sandbox left when it was killed. For Lambda only, where /tmp is the
 * function's own and one invocation runs at a time. Never throws: what needs the room says so.
 */
export async function removeLeftovers(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  const leftovers = names.filter((name) => name.startsWith(PREFIX))
  await Promise.allSettled(leftovers.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })))
}

/** Removes directories whose owner is known to be gone. What cannot be told or removed stays: it is in nobody's way but the disk's. */
async function removeOrphans(parent: string, prefix: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const orphans = names.filter((name) => name.startsWith(prefix) && isOrphan(name.slice(prefix.length)))
  await Promise.allSettled(
    orphans.map(async (name) => {
      const path = join(parent, name)
      // In a folder that is open to all, another user may have made one of that name, or a link.
      if ((await lstat(path)).uid !== process.getuid?.()) return
      // A program that the owner had started may still write there: initdb goes on for a second, until it misses its files.
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
    }),
  )
}

/** Owned by a process of this machine, in this namespace of processes, that is no longer there. */
function isOrphan(owner: string): boolean {
  const [, where, pid, started] = /^([0-9a-f]{12})-(\d+)-(\d+)-/.exec(owner) ?? []
  if (where !== WHERE) return false
  const found = startOf(Number(pid))
  return found !== undefined && found !== started
}

/**
 * Where process ids mean what they mean here: a folder may be shared by machines and by containers, each with ids of its own. A boot
 * and a namespace have an identity on Linux; elsewhere a machine goes by its name.
 */
const WHERE = createHash('sha256')
  .update(
    process.platform === 'linux'
      ? told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) +
          told(() => readlinkSync('/proc/self/ns/pid')) +
          told(() => readlinkSync('/proc/self/ns/time'))
      : hostname(),
  )
  .digest('hex')
  .slice(0, 12)

const OWNER = `${WHERE}-${process.pid}-${startOf(process.pid)}`

/** An old kernel has no namespace of times, and a container may have no /proc: then no owner has a start, and none is told to be gone. */
function told(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

/**
 * When a process began, in ticks since the boot, so that another one of the same id is not taken for it (man 5 proc_pid_stat, field 22);
 * elsewhere than on Linux 0. Null where there is none of this user, undefined where it cannot be told.
 */
function startOf(pid: number): string | null | undefined {
  try {
    if (process.platform !== 'linux') return process.kill(pid, 0) ? '0' : undefined
    // The second field is the program's name in parentheses, which may hold spaces and parentheses.
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')[19]
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return code === 'ENOENT' || code === 'ESRCH' ? null : undefined
  }
}
