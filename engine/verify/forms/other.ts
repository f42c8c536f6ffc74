import type { FileEncoding, Form } from '../form.ts'
import { textForm } from './text.ts'

/**
 * Every other type (inet, interval, arrays, ranges, extensions' types): the text that the type's own output gives. Many
 * texts stand for one value there ('10.0.0.1/32' and '10.0.0.1'), so the file's text first goes through the type's input.
 */
export function otherForm(type: string, encoding: FileEncoding): Form {
  return { ...textForm(encoding), input: type }
}
