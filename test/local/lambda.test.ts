import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startAws } from '../../local/standins/aws.ts'
import { startFunction, type LocalFunction } from '../../local/standins/lambda-runtime.ts'
import { localQueue } from '../../local/standins/queue.ts'
import { scratchFolder } from '../scratch.ts'

// Counts what one process handled; `do` says how to end.
const HANDLER = `
let handled = 0
export async function handler(event, context) {
  handled += 1
  const { do: what } = event.Records ? JSON.parse(event.Records[0].body) : event
  if (what === 'throw') throw new TypeError('no')
  if (what === 'hang') await new Promise((resolve) => setTimeout(resolve, 60000))
  if (what === 'fail') return { batchItemFailures: [{ itemIdentifier: event.Records[0].messageId }] }
  console.log('handled', what)
  return { handled, left: context.getRemainingTimeInMillis() > 0, seen: process.env.COLOUR, home: process.env.HOME }
}`

test('a process handles event after event, and sees only the variables of its function', async () => {
  await using sandbox = await startSandbox()
  const answer = { left: true, seen: 'blue' }

  expect(await sandbox.fn.deliver({ do: 'answer' })).toEqual(response({ handled: 1, ...answer }))
  expect(await sandbox.fn.deliver({ do: 'answer' })).toEqual(response({ handled: 2, ...answer }))
  expect(await readFile(sandbox.log, 'utf8')).toBe('handled answer\nhandled answer\n')
})

test('a thrown error is reported by its type, and the process goes on', async () => {
  await using sandbox = await startSandbox()

  const thrown = await sandbox.fn.deliver({ do: 'throw' })

  expect(thrown).toMatchObject({ outcome: 'error', error: { errorType: 'TypeError', errorMessage: 'no' } })
  expect(await sandbox.fn.deliver({ do: 'answer' })).toMatchObject({ response: { handled: 2 } })
})

test('at the end of its time the process is killed, and the next event gets a new one', async () => {
  await using sandbox = await startSandbox()

  expect(await sandbox.fn.deliver({ do: 'hang' }, 500)).toEqual({ outcome: 'died' })
  expect(await sandbox.fn.deliver({ do: 'answer' })).toMatchObject({ response: { handled: 1 } })
})

test('a process killed in the middle of an event is reported, and the next event gets a new one', async () => {
  await using sandbox = await startSandbox()
  await sandbox.fn.deliver({ do: 'answer' })

  const hanging = sandbox.fn.deliver({ do: 'hang' })
  sandbox.fn.kill()

  expect(await hanging).toEqual({ outcome: 'died' })
  expect(await sandbox.fn.deliver({ do: 'answer' })).toMatchObject({ response: { handled: 1 } })
})

test('a function that fails to load says why', async () => {
  await using sandbox = await startSandbox('throw new RangeError("not today")')

  const failed = await sandbox.fn.deliver({ do: 'answer' })

  expect(failed).toMatchObject({ outcome: 'error', error: { errorType: 'RangeError', errorMessage: 'not today' } })
})

test('a message is deleted when it is done, and comes again when the function names it as failed', async () => {
  await using aws = await startAws()
  await using sandbox = await startSandbox()
  const queue = localQueue(aws.sqs, await aws.createQueue('uploads', 1), sandbox.fn)

  await queue.send({ do: 'answer' })
  expect(await queue.deliverNext()).toMatchObject({ deleted: true, receives: 1 })
  expect(await queue.deliverNext()).toBeNull()

  await queue.send({ do: 'fail' })
  expect(await queue.deliverNext()).toMatchObject({ deleted: false, receives: 1 })
  expect(await queue.deliverNext()).toMatchObject({ deleted: false, receives: 2 })
})

function response(value: unknown) {
  return { outcome: 'response', response: value }
}

async function startSandbox(code = HANDLER): Promise<AsyncDisposable & { fn: LocalFunction; log: string }> {
  const scratch = scratchFolder()
  const { path: directory } = scratch
  await writeFile(join(directory, 'index.mjs'), code)
  const log = join(directory, 'log')
  const fn = await startFunction({ directory, environment: { COLOUR: 'blue' }, temporary: directory, log })
  return {
    fn,
    log,
    async [Symbol.asyncDispose]() {
      await fn[Symbol.asyncDispose]()
      scratch[Symbol.dispose]()
    },
  }
}
