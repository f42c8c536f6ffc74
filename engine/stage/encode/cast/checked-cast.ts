import type { Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'

/**
 * Writes one value that is not NULL as a field of binary COPY; or writes nothing and gives the reason why the value has no
 * counterpart in the type, in words that follow "the value". Never rounds or cuts what it writes.
 */
export type CheckedCast = (row: Row, column: number, output: Output) => string | null
