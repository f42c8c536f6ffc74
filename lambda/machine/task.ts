import * as z from 'zod'
import type { ErrorReport } from '../../engine/errors.ts'
import { bucketName, storableText } from '../intake/fields.ts'

const text = z.string().nullable()
const asked = z.object({
  seed: text,
  digest: text,
  request: text,
  until: z.coerce.date().nullable(),
  token: text,
})
/** An announced object as the first task hands it on, its version pinned. */
const object = z.object({
  bucket: bucketName,
  key: storableText,
  versionId: text,
  etag: text,
  bytes: z.number().nullable(),
  sequencer: text,
  asked: asked.optional(),
})
const claimed = z.object({ id: z.string().regex(/^[0-9a-f]{16}$/), claim: z.string().regex(/^\d+$/) })
/** As Step Functions gives what a state failed with. */
const failure = z.object({ Error: z.string(), Cause: z.string().default('') })

const leased = { leaseSeconds: z.number().positive() }
const ofClaim = {
  object,
  claimed,
  ...leased,
  shardBytes: z.number().positive(),
  /** Bytes up to which a task that needs all of the file downloads it; as many as there is room for, where nothing is said. */
  wholeBytes: z.number().nonnegative().optional(),
}

/** What a state of the machine (infra/features/machine.ts) asks for. */
export const taskSchema = z.discriminatedUnion('task', [
  z.object({ task: z.literal('begin'), event: z.unknown(), execution: z.string(), ...leased }),
  z.object({ task: z.literal('prepare'), ...ofClaim }),
  z.object({ task: z.literal('profile'), ...ofClaim, shard: z.int() }),
  z.object({ task: z.literal('plan'), ...ofClaim }),
  z.object({ task: z.literal('stage'), ...ofClaim, shard: z.int() }),
  z.object({ task: z.literal('build'), ...ofClaim }),
  z.object({ task: z.literal('verify'), ...ofClaim }),
  z.object({ task: z.literal('digest'), ...ofClaim, shard: z.int() }),
  z.object({ task: z.literal('compare'), ...ofClaim }),
  z.object({ task: z.literal('publish'), ...ofClaim }),
  z.object({
    task: z.literal('fail'),
    event: z.unknown(),
    /** How far the execution came. */
    state: z.object({
      object: object.optional(),
      claimed: claimed.optional(),
      error: failure.optional(),
      profiles: z.array(z.object({ error: failure.optional() })).optional(),
      stages: z.array(z.object({ error: failure.optional() })).optional(),
      digests: z.array(z.object({ error: failure.optional() })).optional(),
    }),
    execution: z.object({ RedriveCount: z.int().default(0) }),
  }),
  z.object({
    task: z.literal('end'),
    failed: z.object({ error: z.custom<ErrorReport>(), redrives: z.int() }),
    execution: z.object({ RedriveCount: z.int().default(0) }),
  }),
])

/** One of the tasks, with what the states before it left. */
export type MachineTask = z.output<typeof taskSchema>
export type TaskOf<Name extends MachineTask['task']> = Extract<MachineTask, { task: Name }>
export type Failure = z.output<typeof failure>
