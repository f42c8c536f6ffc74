import { LiteliftError } from '../../../errors.ts'

/** Of node:zlib, yauzl and our own reading of frames: the content ends before it should. */
const CUT = /unexpected (end of file|EOF)|end of central directory record signature not found|stream has? not enough/i

/** What of a decoder's or a disk's complaint is the file's fault; everything else stays as it is. */
export function unpackingError(thrown: unknown, file: string): unknown {
  if (!(thrown instanceof Error) || thrown instanceof LiteliftError) return thrown
  const { code } = thrown as NodeJS.ErrnoException
  // Only the system's own errors have a number besides (ENOSPC, EIO); zlib's are recognised by their codes.
  if (code !== undefined && !/^(Z|ZSTD)_/.test(code)) return thrown
  // yauzl refuses names that lead out of where an archive is unpacked (`../`, absolute, `C:`).
  if (/^(absolute|invalid relative) path/.test(thrown.message)) return unsafe(file, thrown)
  const cut = code === 'Z_BUF_ERROR' || CUT.test(thrown.message)
  return new LiteliftError(cut ? 'file-truncated' : 'file-damaged', {
    subject: { file },
    message: `The packed file is ${cut ? 'cut off' : 'damaged'}: ${thrown.message}.`,
    hint: 'Pack the database again and upload the whole file; a transfer may have been cut off or changed it.',
    cause: thrown,
  })
}

function unsafe(file: string, cause: Error): LiteliftError {
  return new LiteliftError('file-archive', {
    subject: { file },
    message: `The zip archive has a path that leads out of it: ${cause.message}.`,
    hint: 'Pack the database anew, by its name alone.',
    cause,
  })
}
