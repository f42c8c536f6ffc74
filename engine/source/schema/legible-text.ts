import { TextDecoder } from 'node:util'

type Encoding = 'utf8' | 'utf16le' | 'utf16be'

const LABELS = { utf8: 'utf-8', utf16le: 'utf-16le', utf16be: 'utf-16be' } as const

/**
 * Text of the schema, whatever its bytes. What is no UTF-8 is read as windows-1252, in which old programs write names; what is no UTF-16
 * becomes U+FFFD. `legible` says whether the bytes are of the encoding.
 */
export function legibleText(bytes: Uint8Array, encoding: Encoding): { text: string; legible: boolean } {
  try {
    return { text: new TextDecoder(LABELS[encoding], { fatal: true, ignoreBOM: true }).decode(bytes), legible: true }
  } catch {
    const text = encoding === 'utf8' ? readBytes(bytes) : new TextDecoder(LABELS[encoding]).decode(bytes)
    return { text, legible: false }
  }
}

/** Characters of more than one byte in UTF-8 (RFC 3629 §4), as latin1 shows their bytes; and any other byte that is no ASCII. */
const BEYOND_ASCII =
  /((?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})+)|[\x80-\xff]/g

/** Bytes as UTF-8, and those that are none as windows-1252: a name is read alike wherever it stands, also beside others. */
function readBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(BEYOND_ASCII, (piece, utf8?: string) => {
      const decoder = new TextDecoder(utf8 === undefined ? 'windows-1252' : 'utf-8')
      return decoder.decode(Buffer.from(piece, 'latin1'))
    })
}
