import type { FileEncoding, Form } from '../form.ts'
import { CanonicalRow } from '../canonical-row.ts'
import { textBytes, textForm } from './text.ts'

/** An element's text, null for NULL, or the elements of a further dimension. */
type Items = (string | null | Items)[]

/** Whether the elements are JSON themselves, and whether only JSON counts as an array. */
interface ArrayReading {
  ofJson: boolean
  isJsonOnly: boolean
}

/**
 * An array: the file's JSON or array literal and the target's array_out text, each taken apart here, each element by the
 * form of its type.
 */
export function arrayForm(element: Form, { ofJson, isJsonOnly }: ArrayReading, encoding: FileEncoding): Form {
  const one = new CanonicalRow(1)
  const canonical = (items: Items, add: (text: string) => void): string | null => {
    const parts = items.map((item) => {
      if (item === null) return 'NULL'
      if (Array.isArray(item)) return canonical(item, add)
      one.clear()
      add(item)
      const [cell] = one.cells()
      // 2 is the tag of a value without counterpart.
      return cell!.key.startsWith('2') ? null : JSON.stringify(cell!.key.slice(1))
    })
    return parts.includes(null) ? null : `{${parts.join(',')}}`
  }
  return {
    ...textForm(encoding),
    targetSql: (column) => `${column}::text`,
    fromFile(value, row) {
      const text = textBytes(value, encoding).toString('utf8')
      const items = itemsOfJson(text, ofJson) ?? (isJsonOnly ? null : itemsOfLiteral(text.trim()))
      const key =
        items && isRectangular(items)
          ? canonical(items, (item) => element.fromFile(fileValue(item, element), one))
          : null
      if (key === null) row.unread(text)
      else row.text(isEmpty(items!) ? '{}' : key)
    },
    fromTarget(bytes, start, end, row) {
      const text = bytes.toString('utf8', start, end)
      const items = itemsOfLiteral(text)
      const key =
        items && canonical(items, (item) => element.fromTarget(Buffer.from(item), 0, Buffer.byteLength(item), one))
      row.text(key ?? text)
    },
  }
}

/** Forms that read bytes of the file's text take them, the others the text. */
function fileValue(item: string, form: Form): string | Buffer {
  return form.fileSql('x') === 'x' ? item : Buffer.from(item)
}

function isEmpty(items: Items): boolean {
  return items.every((item) => Array.isArray(item) && isEmpty(item))
}

function isRectangular(items: Items): boolean {
  const nested = items.filter((item) => Array.isArray(item))
  if (nested.length === 0) return true
  return (
    nested.length === items.length && nested.every((item) => item.length === nested[0]!.length && isRectangular(item))
  )
}

/** Numbers of JSON, as they are written. */
class Written {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.source)
  }
}

function itemsOfJson(text: string, isJson: boolean): Items | null {
  if (!text.trimStart().startsWith('[')) return null
  try {
    const parsed: unknown = JSON.parse(text, function (_key, value: unknown, context?: { source?: string }) {
      return typeof value === 'number' ? new Written(context?.source ?? String(value)) : value
    })
    if (!Array.isArray(parsed)) return null
    return isJson ? parsed.map((item: unknown) => (item === null ? null : JSON.stringify(item))) : parsed.map(itemOf)
  } catch {
    return null
  }
}

function itemOf(value: unknown): Items[number] {
  if (value === null || typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(itemOf)
  return value instanceof Written ? value.source : JSON.stringify(value)
}

/** `{a,"b \"c\"",NULL,{…}}`: one walk over the signs, with a stack of the open braces. */
function itemsOfLiteral(text: string): Items | null {
  const open: Items[] = []
  let done: Items | null = null
  let word: { text: string; isQuoted: boolean } | null = null
  let expectsItem = false
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!
    if (done !== null) return null
    if (word?.isQuoted === true && !word.text.endsWith('\u0000')) {
      if (sign === '\\') word.text += text[++at] ?? ''
      else if (sign === '"') word.text += '\u0000'
      else word.text += sign
      continue
    }
    if (sign === '{') {
      if (word !== null || (open.length > 0 && !expectsItem)) return null
      open.push([])
      expectsItem = true
    } else if (sign === '}' || sign === ',') {
      const items = open.at(-1)
      if (items === undefined) return null
      if (word !== null) items.push(wordOf(word))
      else if (expectsItem && (sign === ',' || items.length > 0)) return null
      word = null
      expectsItem = sign === ','
      if (sign === '}') {
        open.pop()
        if (open.length === 0) done = items
        else open.at(-1)!.push(items)
      }
    } else if (sign === '"') {
      if (word !== null || !expectsItem) return null
      word = { text: '', isQuoted: true }
      expectsItem = false
    } else if (/\s/.test(sign) && (word === null || word.isQuoted)) continue
    else {
      if (word?.isQuoted === true || (word === null && !expectsItem)) return null
      word ??= { text: '', isQuoted: false }
      word.text += sign === '\\' ? `\u0001${text[++at] ?? ''}` : sign
      expectsItem = false
    }
  }
  return done
}

/** NUL ends a quoted word, 1 stands before an escaped sign: neither can be in a text of PostgreSQL's arrays by itself there. */
function wordOf({ text, isQuoted }: { text: string; isQuoted: boolean }): string | null {
  if (isQuoted) return text.slice(0, -1)
  const bare = text.trimEnd()
  return bare.toUpperCase() === 'NULL' ? null : bare.replaceAll('\u0001', '')
}
