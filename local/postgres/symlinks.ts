import { lstatSync } from 'node:fs'
import { readFile, symlink } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'

/** Where we may not write, or another process was as quick. */
const REFUSED = ['EACCES', 'EPERM', 'EROFS', 'EEXIST']

/**
 * Makes the libraries' symlinks where they are missing: a tarball of npm has none, and the install script that makes them
 * (scripts/hydrate-symlinks.js of the platform's package) runs neither with `--ignore-scripts` nor unasked with pnpm.
 * @returns whether all are there
 */
export async function addSymlinks(native: string): Promise<boolean> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '[]'
    throw error
  })
  const links = (JSON.parse(listed) as { source: string; target: string }[]).map(({ source, target }) => ({
    to: basename(source),
    path: join(native, relative('native', target)),
  }))
  for (const { to, path } of links.filter((link) => !isThere(link.path))) {
    await symlink(to, path).catch((error: NodeJS.ErrnoException) => {
      if (!REFUSED.includes(error.code ?? '')) throw error
    })
  }
  return links.every(({ path }) => isThere(path))
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
