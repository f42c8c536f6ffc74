import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { startAws } from './aws.ts'
import type { S3Fault } from './s3-on-thread.ts'

/** Entry of the thread: S3 behind a proxy that lets faults happen to requests for objects. */
const aws = await startAws()
let fault: S3Fault | null = null

function nextFault(): S3Fault | null {
  if (fault?.times === undefined) return fault
  if (fault.times === 0) return null
  fault.times--
  return fault
}

async function passOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const meets = incoming.method === 'GET' ? nextFault() : null
  if (meets?.status !== undefined) {
    outgoing.writeHead(meets.status).end()
    return
  }
  const { method, headers, url } = incoming
  const forwarded = request(`${aws.environment['AWS_ENDPOINT_URL_S3']}${url}`, { method: method!, headers })
  incoming.pipe(forwarded)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    forwarded.once('response', resolve).once('error', reject)
  })
  outgoing.writeHead(answer.statusCode!, answer.headers)
  const most = meets?.endsAfter ?? Infinity
  let sent = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (meets?.slow !== undefined) await sleep(meets.slow)
    outgoing.write(chunk.subarray(0, most - sent))
    sent += chunk.length
    if (sent < most) continue
    if (meets?.stalls) return
    // What was sent arrives before the end of the connection does.
    await sleep(20)
    outgoing.destroy()
    return
  }
  outgoing.end()
}

const proxy = createServer((incoming, outgoing) => {
  passOn(incoming, outgoing).catch(() => outgoing.destroy())
})
proxy.listen(0, '127.0.0.1', () => {
  const { port } = proxy.address() as AddressInfo
  parentPort!.postMessage({ ...aws.environment, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` })
})
parentPort!.on('message', (next: S3Fault | null) => {
  fault = next
  parentPort!.postMessage(null)
})
