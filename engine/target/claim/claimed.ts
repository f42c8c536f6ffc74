import type { Holder } from '../../errors.ts'

/** A claim on a migration: what its tasks carry. */
export interface Claimed {
  id: string
  /** Decimal text, because it has 64 bits. */
  claim: string
}

/** Who works on a migration: one process, whose claim dies with its session, or an execution of many tasks, which has none between two of them. */
export type Owner = Pick<Holder, 'owner' | 'kind'>
