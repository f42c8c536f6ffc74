import type { ErrorReport } from '../engine/errors.ts'
import type { Finding } from '../engine/doctor.ts'
import type { LedgerStatus } from '../engine/ledger-status.ts'
import type { PlannedFile } from '../engine/plan-file.ts'
import type { Report } from '../engine/report/report.ts'
import type { VerifiedFile } from '../engine/verify-file.ts'

/** In the result of `migrate` too: how to reach the server, where its data is, how to stop it. */
export interface Embedded {
  /** With the password that was made for the server, which nobody else knows: the one place of a document that holds one. */
  url: string
  directory: string
  stop: string
}

/**
 * What `--json` prints, by command. All of them begin with `format`. docs/json.schema.json is made from this (`npm run json-schema`): 64-bit integers are
 * decimal strings there, bytes are hex, and dates ISO 8601.
 */
export interface Documents {
  migrate: Report & { embedded?: Embedded }
  plan: Document<PlannedFile>
  verify: Document<VerifiedFile & { equal: boolean }>
  status: Document<{ migrations: LedgerStatus[] }>
  /** `wasRunning` is false where there was none to stop. */
  stop: Document<{ directory: string; wasRunning: boolean }>
  doctor: Document<{ findings: Finding[] }>
  /** What was removed, in bytes of the target. */
  forget: Document<{ forgotten: { id: string; staged: number }[] }>
  /** Where the page was written. */
  report: Document<{ page: string }>
  /** The report, with `--wait`. */
  submit: Document<{ uri: string; version: string; report: string | null } | { objects: number }> | Report
  /** Of any command, where it failed before it had a result. */
  error: Document<{ error: ErrorReport }>
}

type Document<Result> = { format: 1 } & Result

/** What a command makes of it, before the version of its shape is written. */
export type Result = Unversioned<Documents[keyof Documents]>

type Unversioned<Versioned> = Versioned extends { format: 1 } ? Omit<Versioned, 'format'> : never
