import * as z from 'zod'
import { LiteliftError } from '../engine/errors.ts'
import { routesSchema, type Route } from './intake/routes.ts'
import { trustedCas } from './target/tls.ts'

/** What the stack tells the function; each variable is described in docs/lambda.md. */
export interface Environment {
  routes: Route[]
  reports: { bucket: string; prefix: string }
  /** Where in the bucket of the reports tasks of the state machine leave files for each other; null where they leave none. */
  workPrefix: string | null
  /** CAs (PEM) that PostgreSQL's certificate is checked against. */
  ca: string
  /** Of the queue that the messages come from, for what is to wait its turn there; null where there is none. */
  queueUrl: string | null
  /** Of the queue for what nobody can read; null where there is none. */
  deadLettersUrl: string | null
  /** The queue of the state machine, and from how many bytes on an object is left to it; null where there is none. */
  machine: { queueUrl: string; fromBytes: number } | null
  /** Name or ARN of the event bus that hears how migrations end; null where nobody listens. */
  eventBus: string | null
}

const variablesSchema = z.object({
  LITELIFT_ROUTES: z.string().transform(parseJson).pipe(routesSchema),
  LITELIFT_REPORTS_BUCKET: z.string().min(1),
  LITELIFT_REPORTS_PREFIX: z
    .string()
    .regex(/^$|\/$/, 'ends with /')
    .default('reports/'),
  LITELIFT_WORK_PREFIX: z
    .string()
    .regex(/^$|\/$/, 'ends with /')
    .optional(),
  LITELIFT_CA_FILE: z.string().optional(),
  LITELIFT_QUEUE_URL: z.string().optional(),
  LITELIFT_DEAD_LETTERS_URL: z.string().optional(),
  LITELIFT_EVENT_BUS: z.string().optional(),
  LITELIFT_MACHINE_QUEUE_URL: z.string().optional(),
  LITELIFT_MACHINE_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(2 ** 30),
})

/** @throws LiteliftError `option-invalid` naming the variables that are not valid. */
export function readEnvironment(variables: Record<string, string | undefined>): Environment {
  const parsed = variablesSchema.safeParse(variables)
  if (!parsed.success) {
    throw new LiteliftError('option-invalid', {
      message: `The function's environment is not valid: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
      hint: 'docs/lambda.md lists every variable; the stack sets them from its routes.',
    })
  }
  return {
    routes: parsed.data.LITELIFT_ROUTES,
    reports: { bucket: parsed.data.LITELIFT_REPORTS_BUCKET, prefix: parsed.data.LITELIFT_REPORTS_PREFIX },
    workPrefix: parsed.data.LITELIFT_WORK_PREFIX || null,
    ca: trustedCas(parsed.data.LITELIFT_CA_FILE || null),
    queueUrl: parsed.data.LITELIFT_QUEUE_URL || null,
    deadLettersUrl: parsed.data.LITELIFT_DEAD_LETTERS_URL || null,
    machine: parsed.data.LITELIFT_MACHINE_QUEUE_URL
      ? { queueUrl: parsed.data.LITELIFT_MACHINE_QUEUE_URL, fromBytes: parsed.data.LITELIFT_MACHINE_BYTES }
      : null,
    eventBus: parsed.data.LITELIFT_EVENT_BUS || null,
  }
}

function parseJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' })
    return z.NEVER
  }
}
