/**
 * The library: what the commands do, as functions. `import { migrate } from 'litelift'` (docs/library.md).
 * Nothing here waits while it loads, so that CommonJS may `require` it.
 */
export { doctor } from './doctor.ts'
export { forget } from './forget.ts'
export { migrate, type MigrateRequest } from './migrate.ts'
export { plan, type PlanRequest } from './plan.ts'
export { renderReport } from './render-report.ts'
export { status } from './status.ts'
export type { FileRequest } from './file-request.ts'
export type { SourceName } from './source.ts'
export type { TargetName } from './target.ts'
export { verify, type Verified, type VerifyRequest } from './verify.ts'

export { isIll, type Finding } from '../../engine/doctor.ts'
export {
  ERROR_KINDS,
  LiteliftError,
  type ErrorCode,
  type ErrorKind,
  type ErrorReport,
  type Holder,
  type Subject,
} from '../../engine/errors.ts'
export { type Listener, type MigrationEvent, PHASES, type Phase, type Reached } from '../../engine/events.ts'
export type { TableChange } from '../../engine/foresee-changes.ts'
export type { LedgerStatus } from '../../engine/ledger-status.ts'
export { NOTE_CODES, type Note, type NoteCode } from '../../engine/notes.ts'
export type { RawOptions as Options } from '../../engine/options.ts'
export type {
  AddedColumn,
  CastOptions,
  RawColumnOptions as ColumnOptions,
  RawTableOptions as TableOptions,
} from '../../engine/options/raw-options.ts'
export type { Mode } from '../../engine/options/modes.ts'
export type { Values } from '../../engine/options/template.ts'
export type { Statement } from '../../engine/ddl/ddl.ts'
export type { Plan, PlannedFile, TablePlan } from './planned.ts'
export type {
  Action,
  Cast,
  ColumnPlan,
  ConditionPlan,
  ConstantPlan,
  ForeignKeyPlan,
  IndexPart,
  IndexPlan,
  TriggerPlan,
  ViewPlan,
} from '../../engine/plan/plan.ts'
export type { Reject, RejectSummary } from '../../engine/target/ledger/rejects.ts'
export type { Outcome, RejectsReport, Report, TableReport } from '../../engine/report/report.ts'
export type { FetchedObject, FileInPlace, PrivateFile, SourceObject } from '../../engine/source/file/source-object.ts'
export type { ConnectionSettings, SettingsProvider } from '../../engine/target/settings.ts'
export type { Comparison } from '../../engine/verify/compare.ts'
export type { RowComparison } from '../../engine/verify/compare-rows.ts'
export type { Difference } from '../../engine/verify/differences.ts'
