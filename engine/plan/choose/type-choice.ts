import type { SourceForm } from '../../options/source-form.ts'
import type { NoteCode } from '../../notes.ts'
import type { Cast } from '../plan.ts'

/** A type with its reason, and a note where the declared type could not be kept or the outcome needs a look. */
export interface TypeChoice {
  type: string
  cast: Cast
  /** As in ColumnPlan, where they are not the type and null. */
  encoded?: string
  into?: string | null
  /** Of a checked cast: how values are read, and whether what is finer than the type is rounded. */
  from?: SourceForm | null
  round?: boolean
  reason: string
  note?: { code: NoteCode; message: string }
}
