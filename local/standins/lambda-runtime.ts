import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { startRuntimeApi, type Result, type RuntimeApi } from './runtime-api.ts'

/** One sandbox of a function: a process of its own, started again when it died, with a /tmp that stays. */
export interface LocalFunction extends AsyncDisposable {
  /**
   * Calls the handler, one event at a time, as Lambda does. Milliseconds; at the end of its time the process is killed. `told`
   * is what the function hears of its time, where that is to run short long before.
   */
  deliver(event: unknown, timeout?: number, told?: number): Promise<Result>
  /** Kills the process where it stands, as a lost sandbox or the end of memory would. */
  kill(): void
}

export interface FunctionSettings {
  /** Holds the bundle. */
  directory: string
  /** The bundle's file and what it exports; `index.handler` unless said otherwise. */
  handler?: string
  /** The function's variables; it sees no others of this process. */
  environment: Record<string, string>
  /** The function's /tmp. */
  temporary: string
  /** Gets what the function prints. */
  log: string
}

/** Runs a bundled function over the Runtime API. The process starts with the first event. */
export async function startFunction(settings: FunctionSettings): Promise<LocalFunction> {
  const api = await startRuntimeApi()
  let process: ChildProcess | undefined
  let died: Promise<Result> = Promise.resolve({ outcome: 'died' })
  const start = () => {
    process = launch(settings, api)
    died = once(process, 'exit').then((): Result => {
      process = undefined
      return { outcome: 'died' }
    })
  }
  const kill = () => {
    process?.kill('SIGKILL')
  }
  return {
    async deliver(event, timeout = 60_000, told = timeout) {
      if (!process) start()
      const timer = setTimeout(kill, timeout)
      try {
        return await Promise.race([api.invoke(event, Date.now() + told), died])
      } finally {
        clearTimeout(timer)
      }
    },
    kill,
    async [Symbol.asyncDispose]() {
      kill()
      await died
      await api[Symbol.asyncDispose]()
    },
  }
}

function launch(
  { directory, handler = 'index.handler', environment, temporary, log }: FunctionSettings,
  api: RuntimeApi,
): ChildProcess {
  const output = openSync(log, 'a')
  try {
    return spawn(execPath, [join(import.meta.dirname, 'lambda-bootstrap.mjs')], {
      cwd: directory,
      env: {
        ...environment,
        TMPDIR: temporary,
        LAMBDA_TASK_ROOT: directory,
        _HANDLER: handler,
        AWS_LAMBDA_RUNTIME_API: api.address,
        AWS_LAMBDA_FUNCTION_NAME: 'litelift',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
      },
      stdio: ['ignore', output, output],
    })
  } finally {
    closeSync(output)
  }
}
