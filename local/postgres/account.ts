import { spawnSync } from 'node:child_process'
import { serverFailed } from './failed.ts'

/** The operating-system user that the server runs as. */
export interface Account {
  uid: number
  gid: number
}

/**
 * PostgreSQL refuses to run as root, so for root this is the user `postgres`, made when missing.
 * null: whoever we are is fine.
 */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const existing = lookUp()
  if (existing) return existing
  run('groupadd', ['--system', 'postgres'])
  run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const made = lookUp()
  if (made) return made
  throw serverFailed('PostgreSQL does not run as root, and a user `postgres` could not be made to run it as', {
    hint: 'Run as an ordinary user, or make a user named `postgres`.',
  })
}

function lookUp(): Account | null {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return null
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

// The exit code is left alone: the group may exist without the user, and the look-up afterwards is what decides.
function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: 'ignore' })
}
