/** What one small file takes, one after another in one sandbox: seconds, and connections at a time. */
interface SmallFile {
  /** Of processor. */
  function: number
  server: number
  /** Of the phase publish. */
  publish: number
  connections: number
}

/**
 * Files of 200 rows in two tables, of which every value is compared: `npm run bench -- only files`, the last of four runs on 28 November 2026
 * on two cores of an AMD EPYC that had other work, S3 and PostgreSQL 18 on the same machine.
 */
export const SMALL_FILE: Record<'own' | 'same', SmallFile> = {
  own: { function: 0.198, server: 0.108, publish: 0.011, connections: 2 },
  same: { function: 0.198, server: 0.154, publish: 0.051, connections: 2 },
}

/** Waits of such a file that the same machine does not show: counted in its statements, logins and requests, of which reports are three. */
export const ROUND_TRIPS = { server: 130, s3: 5 }

/** Seconds of processor that a GiB of rows takes: 188 bytes each, 17 columns, a key and an index. */
export interface Rows {
  /** Of the function. */
  profile: number
  encode: number
  compare: number
  /** Of the server. */
  stage: number
  build: number
  readBack: number
}

/** GiB of the files that were measured: 2,000,000 rows, and the 28,500,000 of `npm run test:machine`. */
const [MIX, LARGE] = [0.35, 4.96]

/**
 * Of the function: bench/results.md, a profile by one thread, and the client's time, of which 0.23 are its start; comparing every value adds 2.5
 * (docs/benchmarks.md). Of the server: the tasks `stage`, `build` and `verify` of a state machine (docs/scaling.md, As it was measured).
 */
export const ROWS: Rows = {
  profile: 0.77 / MIX,
  encode: (2.59 - 0.23 - 0.77) / MIX,
  compare: 2.5 / MIX,
  stage: 49.5 / LARGE,
  build: 46.4 / LARGE,
  readBack: 37.7 / LARGE,
}

/** Seconds of a GiB of the same rows, client and server on the same two cores, rows counted and not compared: bench/results.md, The whole job. */
export const ON_ONE_MACHINE = {
  '`litelift migrate --verify counts`': 4.26 / MIX,
  '`sqlite3 \\| psql`': 6.47 / MIX,
  pgloader: 16.8 / MIX,
}
