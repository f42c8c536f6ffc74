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

/**
 * Of the function: bench/results.md, where 2,000,000 rows (0.350 GiB) take a profile of 0.77 s on one thread, and 2.59 s of which 0.23 are its
 * start; comparing every value adds 2.5 (docs/benchmarks.md). Of the server: `npm run test:machine`, as docs/scaling.md has it.
 */
export const ROWS: Rows = {
  profile: 0.77 / 0.35,
  encode: (2.59 - 0.23 - 0.77) / 0.35,
  compare: 2.5 / 0.35,
  stage: 2.6 / 0.295,
  build: 2.0 / 0.295,
  readBack: 2.8 / 0.295,
}

/** Seconds of a GiB of the same rows, client and server on the same two cores, rows counted and not compared: bench/results.md, The whole job. */
export const ON_ONE_MACHINE = {
  '`litelift migrate --verify counts`': 4.26 / 0.35,
  '`sqlite3 \\| psql`': 6.47 / 0.35,
  pgloader: 16.8 / 0.35,
}
