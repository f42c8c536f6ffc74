import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { MigrationEvent } from '../../engine/events.ts'
import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Report } from '../../engine/report/report.ts'
import type { ConnectionSettings } from '../../engine/target/settings.ts'
import { localFile } from './local-file.ts'

/** What a process migrates, and when it pauses itself. */
export interface OwnerTask {
  path: string
  uri: string
  settings: ConnectionSettings
  options: RawOptions
  leaseSeconds: number
  /** The first event that has all of it. */
  pauseAt: Partial<MigrationEvent> | null
}

/** A migration in a process of its own, to be stopped and killed as a whole. */
export interface OwnerProcess extends AsyncDisposable {
  child: ChildProcess
  /** Resolves when it is about to pause. */
  paused: Promise<void>
  /** Null where it was killed. */
  report: Promise<Report | null>
}

export function startOwner(task: OwnerTask): OwnerProcess {
  const child = fork(import.meta.filename, [JSON.stringify(task)], { execArgv: [] })
  const paused = Promise.withResolvers<void>()
  const report = Promise.withResolvers<Report | null>()
  child.on('message', (message: 'paused' | Report) => {
    if (message === 'paused') paused.resolve()
    else report.resolve(message)
  })
  child.once('exit', () => report.resolve(null))
  return {
    child,
    paused: paused.promise,
    report: report.promise,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

if (process.argv[1] === import.meta.filename && process.send) {
  const task = JSON.parse(process.argv[2]!) as OwnerTask
  let isToPause = task.pauseAt !== null
  const report = await migrate({
    source: { ...(await localFile(task.path)), uri: task.uri },
    target: () => Promise.resolve(task.settings),
    options: task.options,
    leaseSeconds: task.leaseSeconds,
    listener: (event) => {
      const wanted = Object.entries(task.pauseAt ?? {})
      if (!isToPause || !wanted.every(([key, value]) => event[key as keyof typeof event] === value)) return
      isToPause = false
      process.send!('paused')
      process.kill(process.pid, 'SIGSTOP')
    },
  })
  process.send(report, () => process.disconnect())
}
