import { spawnSync } from 'node:child_process'

/** The first line of what a program says of its version; null where the machine does not have it. */
export function versionOf(command: string, args: string[] = ['--version']): string | null {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' })
  return status === 0 ? (stdout.trim().split('\n')[0] ?? '') : null
}

/** Why a contestant that needs these programs cannot take part. */
export function missing(...commands: string[]): Promise<string | null> {
  const absent = commands.filter((command) => versionOf(command) === null)
  return Promise.resolve(absent.length === 0 ? null : `${absent.join(', ')} is not on this machine`)
}
