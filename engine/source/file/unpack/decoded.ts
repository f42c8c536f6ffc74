import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { constants, createGunzip, createZstdDecompress } from 'node:zlib'
import { LiteliftError } from '../../../errors.ts'
import { type ZstdFrame, zstdFrames } from './zstd-frames.ts'

/** More frames than any tool writes: pzstd and seekable files have one for every megabyte or two. Each takes 0.3 ms, however empty. */
const MOST_FRAMES = 10_000

/** A gzip file's content, all of its members one after another (RFC 1952 §2.2). */
export async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  const packed = createReadStream(path)
  const unpacking = createGunzip()
  packed.on('error', (error) => unpacking.destroy(error)).pipe(unpacking)
  try {
    yield* unpacking as AsyncIterable<Uint8Array>
  } finally {
    packed.destroy()
  }
}

/** A Zstandard file's content, all of its frames one after another. */
export async function* unzstded(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, 'r')
  // Headers alone take 2 µs a frame, so it is known before anything is unpacked.
  const counting = zstdFrames(file.fd)
  for (let frames = 0; !counting.next().done; frames++) {
    if (frames === MOST_FRAMES) throw new Error(`it has more than ${MOST_FRAMES} frames`)
  }
  for (const frame of zstdFrames(file.fd)) yield* unzstdedFrame(path, frame)
}

async function* unzstdedFrame(path: string, { start, end, window }: ZstdFrame): AsyncGenerator<Uint8Array> {
  // A file packed with --long asks for up to 2 GB at once.
  if (window > Math.max(2 ** 27, totalmem() / 4)) throw windowTooLarge(path, window)
  const packed = createReadStream(path, { start, end: end - 1 })
  const unpacking = createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 31 } })
  packed.on('error', (error) => unpacking.destroy(error)).pipe(unpacking)
  try {
    yield* unpacking as AsyncIterable<Uint8Array>
  } finally {
    packed.destroy()
  }
}

function windowTooLarge(file: string, window: number): LiteliftError {
  return new LiteliftError('file-too-large', {
    subject: { file },
    message: `Unpacking the file needs a window of ${(window / 1e6).toFixed(0)} MB of memory, more than this machine has to spare.`,
    hint: 'Pack it without --long and --ultra, or unpack it first.',
  })
}
