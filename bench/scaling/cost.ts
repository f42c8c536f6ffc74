import { ASSUMED, FUNCTION, MACHINE } from './assumed.ts'
import type { SmallFile } from './drain.ts'
import type { Rows } from './measured.ts'
import { USD } from './prices.ts'

/** What is to be migrated, by what the stack has by default. */
export interface Load {
  name: string
  /** GiB of each file. */
  size: number
  files: number
  /** Whether every value is compared. */
  compares: boolean
}

/** What it takes. */
export interface Bill {
  /** From the first file to the last. */
  seconds: number
  /** Of functions, by which they are paid. */
  functionSeconds: number
  requests: number
  transitions: number
  /** Hours of a unit of Aurora. */
  unitHours: number
  /** Of Aurora's storage. */
  ios: number
  /** GiB from S3. */
  read: number
  usd: { function: number; machine: number; database: number; requests: number }
}

/** States that an execution enters, and those of a shard (infra/features/machine-definition.ts). */
const STATES = { execution: 14, shard: 3, profiling: 5, profile: 2, digesting: 5, digest: 2 }
const PART_GIB = 8 / 1024
/** Of the reports of a file. */
const PUTS = 3

/** Adds up what a load takes, from what a GiB of rows and a small file took where they were measured. */
export function billOf(load: Load, rows: Rows, small: SmallFile): Bill {
  return load.size < MACHINE.fromGib ? byFunction(load, rows, small) : byMachine(load, rows)
}

/** Seconds that reading so many GiB from S3 takes one reader. */
export const downloading = (gib: number) => (gib * 1024) / ASSUMED.download
/** Whichever of the two is the slower one, while they work at the same time. */
const together = (client: number, server: number) => Math.max(client / FUNCTION.processors, server / ASSUMED.processors)

function byFunction({ size, files, compares }: Load, rows: Rows, small: SmallFile): Bill {
  const { profile, encode, compare, stage, build, readBack } = rows
  const ofRows =
    downloading(1) +
    profile / FUNCTION.processors +
    together(encode, stage) +
    build +
    (compares ? together(compare, readBack) : 0)
  const each = small.client + small.server + small.publish + size * ofRows
  const server = files * (small.server + size * (stage + build + (compares ? readBack : 0)))
  const lanes = Math.min(files, FUNCTION.concurrency)
  const seconds = ASSUMED.start + Math.max((files * each) / lanes, server / ASSUMED.processors)
  return bill({
    seconds,
    functionSeconds: Math.max(files * each, seconds * lanes),
    requests: files,
    transitions: 0,
    read: files * size,
    gib: files * size,
    puts: files * PUTS,
  })
}

function byMachine({ size, compares }: Load, { profile, encode, compare, stage, build, readBack }: Rows): Bill {
  const shards = Math.ceil(size / MACHINE.shardGib)
  const lanes = Math.min(shards, MACHINE.concurrency)
  const isWhole = size <= MACHINE.wholeGib
  const inShards = (client: number) =>
    (shards * ASSUMED.start + downloading(size) + (size * client) / FUNCTION.processors) / lanes
  const profiling = isWhole ? downloading(size) + (size * profile) / FUNCTION.processors : inShards(profile)
  const staging = Math.max(inShards(encode), (size * stage) / ASSUMED.processors)
  // One processor at a time, as in the run that was measured: a large table's key and index hardly overlap.
  const building = size * build
  const digesting = compares ? Math.max(inShards(compare), (size * readBack) / ASSUMED.processors) : 0
  const tasks = 5 + (isWhole ? 0 : 1) + (compares ? 1 : 0)
  const alone = tasks * ASSUMED.start + (isWhole ? profiling : 0) + building
  const inLanes = (isWhole ? 0 : profiling) + staging + digesting
  return bill({
    seconds: alone + inLanes,
    functionSeconds: alone + lanes * inLanes,
    requests: tasks + shards * (1 + (isWhole ? 0 : 1) + (compares ? 1 : 0)),
    transitions:
      STATES.execution +
      shards * STATES.shard +
      (isWhole ? 0 : STATES.profiling + shards * STATES.profile) +
      (compares ? STATES.digesting + shards * STATES.digest : 0),
    read: size * (2 + (compares ? 1 : 0)),
    gib: size,
    puts: PUTS,
  })
}

type Used = Pick<Bill, 'seconds' | 'functionSeconds' | 'requests' | 'transitions' | 'read'> & {
  gib: number
  puts: number
}

function bill({ gib, puts, ...used }: Used): Bill {
  const unitHours = (used.seconds * ASSUMED.units + ASSUMED.idle / 2) / 3600
  const ios = gib * ASSUMED.iosOfGib
  return {
    ...used,
    unitHours,
    ios,
    usd: {
      function:
        used.functionSeconds * (FUNCTION.gb * USD.functionGbSecond + FUNCTION.diskGb * USD.diskGbSecond) +
        used.requests * USD.request,
      machine: used.transitions * USD.transition,
      database: unitHours * USD.unitHour + ios * USD.databaseIo,
      requests: (used.read / PART_GIB) * USD.get + puts * USD.put,
    },
  }
}
