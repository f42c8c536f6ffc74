import { ROUND_TRIPS, SMALL_FILE } from './measured.ts'
import type { SmallFile } from './drain.ts'

/** What nobody here has measured, of AWS: docs/scaling.md says so of each. */
export const ASSUMED = {
  /** MiB a second that a function reads from S3. */
  download: 75,
  /** Seconds in which a sandbox starts, its code and its network included. */
  start: 1,
  /** Seconds of an answer of the server in the same zone, and of S3. */
  roundTrip: 0.001,
  s3Request: 0.03,
  /** Of Aurora at its default of 8 units: as many processors as an instance with as much memory has, db.r6g.large. */
  processors: 2,
  units: 8,
  /** Aurora's I/O for each GiB of rows: a write of 4 KB of log each, for rows and indexes; merges take half as much again. */
  iosOfGib: 500_000,
  /** Seconds at half a unit until Aurora pauses. */
  idle: 600,
}

/** The stack's own defaults. */
export const FUNCTION = { gb: 3008 / 1024, processors: 3008 / 1769, diskGb: 9.5, concurrency: 4 }
export const MACHINE = { fromGib: 1, shardGib: 0.25, concurrency: 8, wholeGib: 10 }

/** A small file on AWS: what was measured, and the waits on the way. */
export function smallFile(into: keyof typeof SMALL_FILE): SmallFile {
  const { function: own, server, publish, connections } = SMALL_FILE[into]
  const waits = ROUND_TRIPS.server * ASSUMED.roundTrip + ROUND_TRIPS.s3 * ASSUMED.s3Request
  // Publishing is a quarter of the statements, and part of what the server does.
  return {
    start: ASSUMED.start,
    client: own + waits,
    server: server - publish,
    publish: publish + (ROUND_TRIPS.server / 4) * ASSUMED.roundTrip,
    connections,
  }
}
