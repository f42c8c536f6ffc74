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
 * Files of 200 rows in two tables, of which every value is compared: bench/results.md of 28 November 2026, Small files, on two cores of an AMD
 * EPYC, S3 and PostgreSQL 18 on the same machine.
 */
export const SMALL_FILE: Record<'own' | 'same', SmallFile> = {
  own: { function: 0.196, server: 0.095, publish: 0.013, connections: 2 },
  same: { function: 0.204, server: 0.154, publish: 0.051, connections: 2 },
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

/** GiB of the files that were measured: 2,000,000 rows, 24,000,000, and the 28,500,000 of `npm run test:machine`. */
const [MIX, LARGE, MACHINE] = [0.35, 4.27, 4.96]

/**
 * Of the function: bench/results.md, the profile by the loop, and the client's time of the whole job, of which 0.21 are its start; what comparing
 * every value adds to that of a large file. Of the server: the tasks `stage`, `build` and `verify` of a state machine (docs/scaling.md, As it was measured).
 */
export const ROWS: Rows = {
  profile: 0.44 / MIX,
  encode: (2.09 - 0.21 - 0.44) / MIX,
  compare: (33.5 - 16.7) / LARGE,
  stage: 49.5 / MACHINE,
  build: 46.4 / MACHINE,
  readBack: 37.7 / MACHINE,
}

/** Seconds of a GiB of the same rows, client and server on the same two cores, rows counted and not compared: bench/results.md, The whole job. */
export const ON_ONE_MACHINE = {
  '`litelift migrate --verify counts`': 5.25 / MIX,
  '`sqlite3 \\| psql`': 8.2 / MIX,
  pgloader: 23.5 / MIX,
}
