import type { ErrorReport } from '../errors.ts'
import type { Share } from '../loop/share.ts'
import type { TableProfile, TextForm } from '../source/profile/profile.ts'
import type { PageFileSpec } from '../source/pages/page-file.ts'
import type { KeyRange } from '../source/pages/row.ts'
import type { Scan } from '../source/pages/scan.ts'
import type { StageGroup } from '../stage/stage-group.ts'
import type { StageShard } from '../stage/stage-shard.ts'
import type { DigestFile } from '../verify/digest/digest-file.ts'
import type { DigestTarget } from '../verify/digest/digest-target.ts'
import type { RowSums } from '../verify/digest/digester.ts'

/** Profile one key range of one table. `use` is the bitmap of pages that all tables of the file share. */
export interface ProfileTask {
  kind: 'profile'
  pages: PageFileSpec
  scan: Scan
  range: KeyRange
  forms: (readonly TextForm[])[]
  use: SharedArrayBuffer
}

/** What a worker thread is asked to do; plain data. */
export type Task = ProfileTask | StageShard | StageGroup | DigestFile | DigestTarget

/** What each kind of task gives. */
export interface TaskResult {
  profile: { profile: TableProfile; share: Share }
  stage: Share
  'stage-group': Share[]
  'digest-file': RowSums | null
  'digest-target': RowSums | null
}

/** From the pool to a worker thread, and back. */
export type ToWorker = { type: 'run'; task: Task } | { type: 'stop' } | { type: 'end' }
export type FromWorker =
  | { type: 'progress'; rows: number }
  | { type: 'done'; result: TaskResult[Task['kind']] }
  /** The cause is what structured cloning leaves of it: an Error's message and stack. */
  | { type: 'failed'; error: ErrorReport; cause: unknown }
