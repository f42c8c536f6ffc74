import { readdir } from 'node:fs/promises'

/** Kept on purpose: the command (test/command.ts), and Node's own. */
const KEPT = /^litelift-command$|^node-compile-cache$/

/** What lies in a folder for temporary files that should be gone. */
export async function leftBehind(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !KEPT.test(name))
}
