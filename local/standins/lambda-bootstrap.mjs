// What Lambda's own runtime does in a sandbox: asks the Runtime API for the next event, calls the handler, answers
// (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). JavaScript, because the sandbox holds the bundle alone.
import { pathToFileURL } from 'node:url'

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const [file, name] = process.env['_HANDLER'].split('.')
const { [name]: handler } = await load().catch(async (error) => {
  await post('init/error', failure(error))
  process.exit(1)
})

for (;;) {
  const next = await fetch(`${api}/invocation/next`)
  const id = next.headers.get('lambda-runtime-aws-request-id')
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'))
  const context = {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: next.headers.get('lambda-runtime-invoked-function-arn'),
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  }
  const [path, answer] = await call(await next.json(), context)
  await post(`invocation/${id}/${path}`, answer)
}

function load() {
  return import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/${file}.mjs`).href)
}

async function call(event, context) {
  try {
    return ['response', (await handler(event, context)) ?? null]
  } catch (error) {
    return ['error', failure(error)]
  }
}

function failure(error) {
  return { errorType: error.name, errorMessage: error.message, code: error.code }
}

function post(path, body) {
  return fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body) })
}
