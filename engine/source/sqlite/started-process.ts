import { type ChildProcess, spawn } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The bundle holds child.mjs beside index.mjs, the checkout child.ts beside this file. */
const CHILD = fileURLToPath(new URL(`./child${extname(import.meta.url)}`, import.meta.url))

/** MB for JavaScript's objects, said before a file is known: the longest text that it may have to hold, and half as much again. */
const SCRIPT_MB = 1024

/**
 * What of the environment the process gets: where libraries, temporary files and compiled modules lie, and nothing that is secret.
 * SystemRoot is what Windows starts no program without.
 */
const ENVIRONMENT = ['LD_LIBRARY_PATH', 'TMPDIR', 'TEMP', 'SQLITE_TMPDIR', 'NODE_COMPILE_CACHE', 'SystemRoot']

/** Started by {@link startAhead}, and taken by nobody yet. */
let ahead: ChildProcess | null = null

/**
 * Starts the process of the next {@link startedProcess} now: it is there when the code that needs it is loaded. This file imports nothing of the
 * engine for that. Ends it at the end of the scope, if nobody took it; like every other, it ends when this process does.
 */
export function startAhead(): Disposable | null {
  let child: ChildProcess
  try {
    child = start()
  } catch {
    // Of some errors spawn() does not tell by an event; whoever needs it hears of them.
    return null
  }
  // A failure is that of whoever needs it, who starts another one.
  child.on('error', () => undefined)
  ahead = child
  return {
    [Symbol.dispose]() {
      if (ahead !== child) return
      ahead = null
      child.kill('SIGKILL')
    },
  }
}

/** A process for SQLite (child.ts): the one that was started ahead, or a new one. Whoever takes it ends it. */
export function startedProcess(): ChildProcess {
  const child = ahead
  ahead = null
  return child !== null && runs(child) ? child : start()
}

function runs({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null
}

function start(): ChildProcess {
  const options = [`--max-old-space-size=${SCRIPT_MB}`, '--max-semi-space-size=2']
  return spawn(process.execPath, [...options, CHILD, String(process.pid)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    // Ctrl-C in a terminal is for this process, which says when that one ends.
    detached: true,
    env: Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
  })
}
