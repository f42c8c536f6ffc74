import { spawn } from 'node:child_process'
import type { Socket } from 'node:net'

// Reads one line. Told that the server is released, it just ends; an end of input means that we are gone.
// $1 process, $2 signal, $3 data directory. The wait is bounded by 10 s. It runs in the background of a shell that is gone at
// once, so that whoever kills us with all our children, as Stryker does, does not find it.
const SCRIPT = `
if ! read -r _ <&3; then
  kill -s "$2" "$1"
  [ "$4" = keep ] && exit
  i=0
  while [ -e "$3/postmaster.pid" ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
  rm -rf -- "$3"
fi &`

/**
 * Stops the server when this process ends, by whatever: normally, SIGINT, SIGTERM, SIGKILL, a crash. Exit handlers
 * cannot do that; a small shell that waits for its input to end can. Returns what releases the server from the watch.
 */
export function guardServer(pid: number, directory: string, temporary: boolean): () => void {
  // QUIT is an immediate shutdown: data that is about to be removed need not be flushed.
  const args = [String(pid), temporary ? 'QUIT' : 'INT', directory, temporary ? 'remove' : 'keep']
  const shell = spawn('/bin/sh', ['-c', SCRIPT, 'litelift-watchdog', ...args], {
    cwd: '/',
    detached: true,
    // Not its stdin, which Node closes when the first shell ends.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  shell.unref()
  const line = shell.stdio[3] as Socket
  line.unref()
  return () => line.end('released\n')
}
