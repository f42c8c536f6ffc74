import type { z } from 'zod'
import { number, props } from '../prop-types.ts'
import type { MachineOptions } from './machine.ts'

/** What the state machine takes, for {@link checkProps}. Without a concurrency of 1 or more Step Functions knows no limit. */
export const MACHINE_OPTIONS = props(
  {
    fromMebibytes: number({ min: 0, max: 2 ** 26, unit: 'MiB' }).optional(),
    // docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: child executions of a map
    concurrency: number({ min: 1, max: 10_000 }).optional(),
    shardMebibytes: number({ min: 1, max: 2 ** 20, unit: 'MiB' }).optional(),
    wholeMebibytes: number({ min: 0, max: 2 ** 26, unit: 'MiB' }).optional(),
  } satisfies Record<keyof MachineOptions, z.ZodType>,
  '{} for the defaults',
)
