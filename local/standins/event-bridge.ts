import { startJsonService, type JsonService } from './json-service.ts'

/** An entry of PutEvents (docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html). */
export interface SentEvent {
  EventBusName: string
  Source: string
  DetailType: string
  /** JSON. */
  Detail: string
}

/** Takes PutEvents as EventBridge does, and nothing else. */
export interface LocalEventBridge extends JsonService {
  /** What was sent, in its order. */
  readonly sent: SentEvent[]
  /** The code with which every entry is refused from now on; null takes them. */
  refuse(code: string | null): void
}

/** Starts the service on a free port of the loopback interface. */
export async function startEventBridge(): Promise<LocalEventBridge> {
  const sent: SentEvent[] = []
  let refused: string | null = null
  const service = await startJsonService((target, body) => {
    if (target !== 'AWSEvents.PutEvents') return { status: 400, body: { __type: 'UnknownOperationException' } }
    const { Entries } = body as { Entries: SentEvent[] }
    // A request with entries that are refused is answered with 200.
    if (refused !== null) {
      return { body: { FailedEntryCount: Entries.length, Entries: Entries.map(() => ({ ErrorCode: refused })) } }
    }
    sent.push(...Entries)
    return { body: { FailedEntryCount: 0, Entries: Entries.map((_, number) => ({ EventId: `e${number}` })) } }
  })
  return {
    ...service,
    sent,
    refuse: (code) => {
      refused = code
    },
  }
}
