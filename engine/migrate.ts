import type { Listener } from './events.ts'
import type { RawOptions } from './options.ts'
import type { Report } from './report/report.ts'
import type { SettingsProvider } from './target/settings.ts'

/** One version of one file, and how to get at it. */
export interface SourceObject {
  /** For people and the report: a path or `s3://bucket/key`. The same for all versions of a file. */
  uri: string
  /** What tells versions apart: S3 versionId, else ETag, else a digest of the content. */
  version: string
  /** S3's order of versions of one key, or null where there is none. */
  sequencer: string | null
  /**
   * Brings the file to a private, writable place. Called only when there is work to do. A `-wal` or `-journal` may lie
   * beside it. The engine disposes of it, whatever happens.
   */
  obtain(signal: AbortSignal): Promise<PrivateFile>
}

export interface PrivateFile extends AsyncDisposable {
  path: string
}

export interface MigrationRequest {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
  listener?: Listener
  /** Ends the migration as soon as the running batch allows; it resumes from its checkpoints later. */
  signal?: AbortSignal
  /** Apply the file again although the ledger says that this version was published. */
  again?: boolean
}

/** Runs one migration to its end. Never throws for what a file, option or server did: the report's `error` says it. */
export declare function migrate(request: MigrationRequest): Promise<Report>
