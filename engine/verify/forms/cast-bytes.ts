import type { Form } from '../form.ts'
import { byteaForm } from './bytea.ts'
import { uuidForm } from './uuid.ts'

/** Texts that stand for bytes: hex by its pairs of digits, base64 as browsers decode it (atob). */
export function castBytesForm(type: 'bytea' | 'uuid', from: 'hex' | 'base64'): Form {
  const inner = type === 'uuid' ? uuidForm : byteaForm('utf8')
  return {
    ...inner,
    fileSql: (column) => column,
    fromFile(value, row) {
      const bytes = typeof value === 'string' ? (from === 'hex' ? ofHex(value) : ofBase64(value)) : null
      if (bytes === null) row.unread(value)
      else inner.fromFile(bytes, row)
    },
  }
}

function ofHex(text: string): Buffer | null {
  const digits = text.replace(/^(0x|\\x)/i, '')
  if (!/^([\da-f]{2})*$/i.test(digits)) return null
  return Buffer.from(Array.from(digits.matchAll(/../g), ([pair]) => Number.parseInt(pair, 16)))
}

function ofBase64(text: string): Buffer | null {
  try {
    return Buffer.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), 'latin1')
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

/** A uuid of the bytes that .NET's Guid.ToByteArray() gives: the first three groups backwards. Texts are as they are. */
export const guidForm: Form = {
  ...uuidForm,
  fromFile(value, row) {
    if (!Buffer.isBuffer(value) || value.length !== 16) return uuidForm.fromFile(value, row)
    const hex = value.toString('hex')
    const backwards = (from: number, to: number) => hex.slice(from, to).match(/../g)!.toReversed().join('')
    const ordered = backwards(0, 8) + backwards(8, 12) + backwards(12, 16) + hex.slice(16)
    uuidForm.fromFile(Buffer.from(ordered, 'hex'), row)
  },
}
