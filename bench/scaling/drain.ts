import { Clock, type Process, Resource } from './clock.ts'

/** What one small file takes. Seconds, but for the connections. */
export interface SmallFile {
  /** Starting a sandbox, with the first file. */
  start: number
  /** In the function: its own work, and waiting for answers on the way. */
  client: number
  /** Of a processor of the server. */
  server: number
  /** For which a publish keeps others of the same schema waiting. */
  publish: number
  connections: number
}

export interface Drop {
  files: number
  /** Functions at work at a time. */
  concurrency: number
  /** All files into the same tables, or each into a schema of its own. */
  sharing: boolean
  /** Processors of the server. */
  processors: number
}

export interface Drained {
  /** Until all are published. */
  seconds: number
  /** At a time. */
  connections: number
  /** Files that were planned anew, because another one had made their tables meanwhile. */
  again: number
  /** How much of the server's processors was used. */
  busy: number
  /** Messages that wait in the queue after so many seconds. */
  waiting: (after: number) => number
}

/** Lambda begins with five invocations of a queue, and adds 300 a minute (docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). */
const AT_ONCE = 5
const MORE_A_SECOND = 300 / 60

/** Drops files together and lets functions drain their queue: a simulation by events, of which none is random. */
export function drain({ files, concurrency, sharing, processors }: Drop, each: SmallFile): Drained {
  const clock = new Clock()
  const server = new Resource(processors)
  const publishing = new Resource(1)
  const history: { at: number; queued: number }[] = []
  const queue = { length: files }
  let [working, most, again, published] = [0, 0, 0, 0]
  const put = (messages: number) => {
    queue.length += messages
    history.push({ at: clock.now, queued: queue.length })
  }

  function* sandbox(number: number): Process {
    yield { seconds: Math.max(0, number + 1 - AT_ONCE) / MORE_A_SECOND }
    for (let isCold = true; queue.length > 0; isCold = false) {
      put(-1)
      most = Math.max(most, ++working)
      if (isCold) yield { seconds: each.start }
      // Who comes before the tables are there plans to make them.
      const makes = sharing && published === 0
      yield { seconds: each.client }
      yield { seconds: each.server, holding: server }
      yield { seconds: each.publish, ...(sharing && { holding: publishing }) }
      working--
      if (makes && published > 0) {
        again++
        put(1)
      } else published++
    }
  }

  clock.run(Array.from({ length: concurrency }, (_, number) => sandbox(number)))
  const seconds = clock.now
  return {
    seconds,
    connections: most * each.connections,
    again,
    busy: ((files + again) * each.server) / (processors * seconds),
    waiting: (after) => history.findLast(({ at }) => at <= after)?.queued ?? files,
  }
}
