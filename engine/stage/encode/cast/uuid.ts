import type { ByteForm } from '../../../options/source-form.ts'
import { BLOB, TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import { writeUuidText } from '../uuid.ts'
import { decodedBytes } from './bytes.ts'
import type { CheckedCast } from './checked-cast.ts'
import { scalarText } from './scalar-text.ts'

const UUID = /^(?:[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}|[\da-f]{32})$/i
const BRACED = /^\{(.*)\}$/

/**
 * Text with or without hyphens and braces, 16 bytes in order, or a text that stands for 16 bytes. The form `guid-le` takes
 * blobs as .NET's Guid.ToByteArray() writes them: the first three groups with their bytes backwards.
 */
export function uuidCast(from: ByteForm | 'guid-le' | null): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const kind = row.kind[column]
    if (kind === BLOB || from === 'hex' || from === 'base64') {
      const bytes =
        from === null || from === 'guid-le'
          ? row.bytes.subarray(row.start[column], row.end[column])
          : decodedBytes(row, column, from)
      if (typeof bytes === 'string') return bytes
      if (bytes.length !== 16) return `has ${bytes.length} bytes, a UUID 16`
      output.int32(16)
      output.append(from === 'guid-le' ? inOrder(bytes) : bytes)
      return null
    }
    if (kind !== TEXT || !UUID.test(scalarText(row, column).replace(BRACED, '$1'))) return 'is no UUID'
    output.int32(16)
    writeUuidText(output, row.bytes, row.start[column]!, row.end[column]!)
    return null
  }
}

function inOrder(bytes: Uint8Array): Uint8Array {
  const ordered = Uint8Array.from(bytes)
  for (const [from, to] of GROUPS) ordered.subarray(from, to).reverse()
  return ordered
}

const GROUPS = [
  [0, 4],
  [4, 6],
  [6, 8],
] as const
