import type { ColumnPlan } from '../../plan/plan.ts'
import type { FileEncoding, Form } from '../form.ts'
import { textBytes, textSql } from './text.ts'

/** The form with the file's texts as emptyAsNull and invalidText have them. */
export function withTextRules(
  form: Form,
  { emptyAsNull, invalidText }: Pick<ColumnPlan, 'emptyAsNull' | 'invalidText'>,
  encoding: FileEncoding,
): Form {
  const repaired =
    invalidText === 'replace' || invalidText === 'windows-1252' ? repair(form, invalidText, encoding) : form
  if (!emptyAsNull) return repaired
  const isEmpty = (column: string) => `typeof(${column}) = 'text' AND length(CAST(${column} AS BLOB)) = 0`
  return {
    ...repaired,
    fileSql: (column) => `CASE WHEN ${isEmpty(column)} THEN NULL ELSE ${repaired.fileSql(column)} END`,
  }
}

function repair(form: Form, invalidText: 'replace' | 'windows-1252', encoding: FileEncoding): Form {
  return {
    ...form,
    // Bytes, because a string would have lost what is invalid.
    fileSql: (column) => textSql(column, encoding),
    fromFile(value, row) {
      const bytes =
        Buffer.isBuffer(value) || encoding === 'utf8' ? textBytes(value, encoding) : wellFormed(value, encoding)
      form.fromFile(invalidText === 'replace' ? replaced(bytes) : ofWindows1252(bytes), row)
    },
  }
}

function wellFormed(value: unknown, encoding: FileEncoding): Buffer {
  const units = Buffer.from(String(value), 'hex')
  const rest = units.length % 2 === 0 ? '' : '\u{fffd}'
  const whole = units.subarray(0, units.length - (units.length % 2))
  return Buffer.from((encoding === 'utf16be' ? whole.swap16() : whole).toString('utf16le').toWellFormed() + rest)
}

/** As browsers decode (encoding.spec.whatwg.org), but a surrogate in UTF-8 counts once. */
function replaced(bytes: Buffer): Buffer {
  const marked = bytes.toString('latin1').replaceAll(/\xed[\xa0-\xbf][\x80-\xbf]/g, '\xef\xbf\xbd')
  return Buffer.from(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.from(marked, 'latin1')).replaceAll('\0', '\u{fffd}'),
  )
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const CODE_PAGE = new TextDecoder('windows-1252')

function ofWindows1252(bytes: Buffer): Buffer {
  try {
    return Buffer.from(STRICT.decode(bytes))
  } catch (error) {
    if (error instanceof TypeError) return Buffer.from(CODE_PAGE.decode(bytes))
    throw error
  }
}
