import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ExecutionAbortedError, StateMachine } from 'aws-local-stepfunctions'
import { RESULTS } from '../../infra/features/machine-definition.ts'
import type { MachineOptions } from '../../infra/features/machine.ts'
import { type LocalFunction, startFunction } from '../../local/standins/lambda-runtime.ts'
import { synthesise } from '../infra/synthesise.ts'
import { scratchFolder } from '../scratch.ts'
import type { Deployment } from './deployment.ts'

/** An input of a task, as the machine makes it. */
export type Input = Record<string, unknown> & { task: string; shard?: number }

/** What a test does about a call: `deliver` calls the function as it is. */
export type Calls = (
  input: Input,
  call: { worker: LocalFunction; deliver: () => ReturnType<LocalFunction['deliver']> },
) => ReturnType<LocalFunction['deliver']>

export interface RunOptions {
  name?: string
  calls?: Calls
  /** As Step Functions goes on with an execution that failed: from the state that did, with its input. */
  redrive?: { from: string; input: unknown; count: number }
}

/** The state machine of the stack, with functions of its own beside those of a deployment. */
export interface LocalMachine extends AsyncDisposable {
  definition: { StartAt: string; States: Record<string, unknown> }
  /** All calls, in their order. */
  calls: Input[]
  /** Until no call is under way: Lambda ends what an execution has begun, whatever becomes of that. */
  quiet(): Promise<void>
  run(event: unknown, options?: RunOptions): { ended: Promise<Ended>; abort: () => void }
}

/** How an execution ended; `state` is the one that failed, and `input` what it was given. */
export type Ended =
  | { output: unknown }
  | { error: string; cause: unknown; state: string; input: unknown }
  | { aborted: true }

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:tasks'

/**
 * The definition as `cdk synth` writes it, but for shards below a MiB, so that small files have several, and for the time of a task, of which Step
 * Functions takes all that Lambda gives, and the interpreter a minute.
 */
export function definitionOf({ shardMebibytes = 1, ...machine }: MachineOptions): LocalMachine['definition'] {
  const { template } = synthesise({ routes: [{ prefix: '' }], machine: { ...machine, shardMebibytes: 1 } })
  const [found] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'))
  const { 'Fn::Join': join } = (found!['Properties'] as { DefinitionString: { 'Fn::Join': [string, unknown[]] } })
    .DefinitionString
  const written = join[1].map((part) => (typeof part === 'string' ? part : ARN)).join('')
  const bytes = (mebibytes: number) => `"shardBytes":${mebibytes * 2 ** 20}`
  if (!written.includes(bytes(1))) throw new Error('The definition names no bytes of a shard.')
  const timed = written.replaceAll('"Type":"Task"', '"Type":"Task","TimeoutSeconds":900')
  return JSON.parse(timed.replaceAll(bytes(1), bytes(shardMebibytes))) as LocalMachine['definition']
}

/** Sandboxes of its function, as many as `concurrency` needs at a time. */
export async function startMachine(
  { settings }: Deployment,
  { concurrency = 3, shardMebibytes = 0.25, ...others }: MachineOptions = {},
): Promise<LocalMachine> {
  await using started = new AsyncDisposableStack()
  const scratch = started.use(scratchFolder())
  const start = async (name: string): Promise<LocalFunction> => {
    const temporary = join(scratch.path, name)
    await mkdir(temporary)
    return started.use(
      await startFunction({
        ...settings,
        environment: { ...settings.environment, LITELIFT_WORK_PREFIX: 'work/' },
        handler: 'machine.handler',
        temporary,
        log: join(scratch.path, `${name}.log`),
      }),
    )
  }
  const idle = await Promise.all(Array.from({ length: concurrency }, (_, index) => start(`worker-${index}`)))
  const definition = definitionOf({ concurrency, shardMebibytes, ...others })
  const calls: Input[] = []
  const invoke = async (input: Input, decide: Calls): Promise<unknown> => {
    calls.push(input)
    const worker = idle.shift()
    if (!worker) throw new Error('More tasks at a time than the machine may have')
    try {
      const result = await decide(input, { worker, deliver: () => worker.deliver(input) })
      if (result.outcome === 'response') return result.response
      // As Lambda's integration tells it (docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
      if (result.outcome === 'died')
        throw failure('Runtime.ExitError', 'Error: Runtime exited with error: signal: killed')
      throw failure(result.error.errorType, result.error.errorMessage)
    } finally {
      idle.push(worker)
    }
  }
  const running = started.move()
  const calling = new Set<Promise<unknown>>()
  const call = async (input: Input, decide: Calls) => {
    const answer = invoke(input, decide)
    calling.add(answer)
    try {
      return await answer
    } finally {
      calling.delete(answer)
    }
  }
  return {
    definition,
    calls,
    async quiet() {
      while (calling.size > 0) await Promise.allSettled(calling)
    },
    run(event, options = {}) {
      const { name = 'test', calls: decide = undisturbed, redrive } = options
      const machine = new StateMachine(
        (redrive ? redriven(definition, redrive) : definition) as ConstructorParameters<typeof StateMachine>[0],
        // Its validator does not know what CDK writes.
        { validationOptions: { checkPaths: false, checkArn: false } },
      )
      const tasks = Object.keys(RESULTS)
      let isAborted = false
      // An execution that was stopped begins nothing more; the interpreter would, what is next in a Map.
      const beginning = (input: unknown) =>
        isAborted ? new Promise<never>(() => undefined) : call(input as Input, decide)
      const execution = machine.run(event as Parameters<typeof machine.run>[0], {
        overrides: {
          taskResourceLocalHandlers: Object.fromEntries(tasks.map((task) => [task, beginning])) as never,
          retryIntervalOverrides: Object.fromEntries(tasks.map((task) => [task, 20])),
        },
        context: {
          Execution: {
            Id: `arn:aws:states:us-east-1:000000000000:execution:litelift:${name}`,
            Input: event as never,
            RedriveCount: redrive?.count ?? 0,
          },
        },
      })
      const abort = () => {
        isAborted = true
        execution.abort()
      }
      return { ended: endOf(execution), abort }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Begins with the state that failed, and what that was given. */
function redriven({ States }: LocalMachine['definition'], { from, input }: NonNullable<RunOptions['redrive']>) {
  return { StartAt: 'Redriven', States: { ...States, Redriven: { Type: 'Pass', Result: input, Next: from } } }
}

/** Each task is called as it is. */
const undisturbed: Calls = (_, { deliver }) => deliver()

function failure(errorType: string, errorMessage: string): Error {
  const error = new Error(JSON.stringify({ errorType, errorMessage, trace: [] }))
  error.name = errorType
  return error
}

async function endOf(execution: ReturnType<StateMachine['run']>): Promise<Ended> {
  let [state, input, failed]: [string, unknown, { Error: string; Cause: unknown } | null] = ['', undefined, null]
  const watched = (async () => {
    for await (const event of execution.eventLogs) {
      if (event.type === 'StateEntered') ({ name: state, input } = event.state)
      if (event.type === 'ExecutionFailed') failed = event
    }
  })()
  try {
    return { output: await execution.result }
  } catch (error) {
    if (error instanceof ExecutionAbortedError) return { aborted: true }
    await watched
    const { Error: name, Cause } = failed ?? { Error: String(error), Cause: '' }
    return { error: name, cause: Cause, state, input }
  }
}
