import { fstatSync, readSync } from 'node:fs'

/** A frame of compressed data: bytes `[start, end)` of the file, and the window that its decoder must hold. */
export interface ZstdFrame {
  start: number
  end: number
  window: number
}

const MAGIC = 0xfd2fb528
const SKIPPABLE = 0x184d2a50
const DICTIONARY_BYTES = [0, 1, 2, 4]
const SIZE_BYTES = [0, 2, 4, 8]
const LONGEST_HEADER = 18

/**
 * Finds the frames of a Zstandard file by its frame and block headers (RFC 8878 §3.1), because Node's decoder stops after
 * the first. Skippable frames are skipped.
 * @throws Error where the file ends inside a frame or holds something else
 */
export function* zstdFrames(descriptor: number): Generator<ZstdFrame> {
  const { size } = fstatSync(descriptor)
  const peek = peeker(descriptor)
  for (let position = 0; position < size;) {
    const header = peek(position, LONGEST_HEADER)
    const magic = header.readUInt32LE(0)
    const start = position
    if ((magic & 0xfffffff0) === SKIPPABLE) {
      position += 8 + header.readUInt32LE(4)
    } else if (magic === MAGIC) {
      const frame = frameHeader(header)
      position = blocksEnd(peek, start + frame.bytes, size) + frame.checksum
      if (position <= size) yield { start, end: position, window: frame.window }
    } else {
      throw new Error(`at byte ${position} there is no frame`)
    }
    if (position > size) throw new Error('unexpected end of file')
  }
}

function frameHeader(header: Buffer): { bytes: number; checksum: number; window: number } {
  const descriptor = header[4]!
  const single = (descriptor >> 5) & 1
  const dictionary = DICTIONARY_BYTES[descriptor & 3]!
  const sizeBytes = SIZE_BYTES[descriptor >> 6]! || single
  const sizeAt = 5 + (1 - single) + dictionary
  return {
    bytes: sizeAt + sizeBytes,
    checksum: descriptor & 4 ? 4 : 0,
    window: single ? contentSize(header, sizeAt, sizeBytes) : windowSize(header[5]!),
  }
}

function windowSize(byte: number): number {
  const base = 2 ** (10 + (byte >> 3))
  return base + (base / 8) * (byte & 7)
}

function contentSize(header: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(header.readBigUInt64LE(at))
  return header.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0)
}

/** The end of a frame's last block. A block's header tells its length; one of a repeated byte holds just that. */
function blocksEnd(peek: Peek, start: number, size: number): number {
  for (let position = start; ;) {
    if (position + 3 > size) throw new Error('unexpected end of file')
    const value = peek(position, 3).readUIntLE(0, 3)
    const repeated = ((value >> 1) & 3) === 1
    position += 3 + (repeated ? 1 : value >> 3)
    if (value & 1) return position
  }
}

type Peek = (position: number, bytes: number) => Buffer

/** Reads a few bytes, zeros behind the end; a hostile file has a block header in every fourth byte, so not one by one. */
function peeker(descriptor: number): Peek {
  const window = Buffer.alloc(4096)
  let from = -window.length
  return (position, bytes) => {
    if (position < from || position + bytes > from + window.length) {
      from = position
      window.fill(0, readSync(descriptor, window, 0, window.length, position))
    }
    return window.subarray(position - from, position - from + bytes)
  }
}
