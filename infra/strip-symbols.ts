/** Offsets in a 64-bit little-endian ELF header and in a section's header (man 5 elf). */
const SECTIONS_AT = 0x28
const SECTION_COUNT = 0x3c
const SECTION_NAMES = 0x3e
const SECTION_BYTES = 64
const LOADED = 2n
/** Takes no room in the file: .bss. */
const NOBITS = 8

/**
 * A shared library without what only debuggers and linkers read: the symbol table and the headers of sections behind what is loaded, as
 * `strip` leaves them out. The loader goes by program headers alone. 136 KB of better-sqlite3's binary, 40 KB of the zipped bundle.
 */
export function stripSymbols(library: Buffer): Buffer {
  const first = Number(library.readBigUInt64LE(SECTIONS_AT))
  const count = library.readUInt16LE(SECTION_COUNT)
  let end = 0
  for (let at = first; at < first + count * SECTION_BYTES; at += SECTION_BYTES) {
    const isLoaded = (library.readBigUInt64LE(at + 8) & LOADED) !== 0n && library.readUInt32LE(at + 4) !== NOBITS
    const ending = Number(library.readBigUInt64LE(at + 24) + library.readBigUInt64LE(at + 32))
    if (isLoaded) end = Math.max(end, ending)
  }
  const stripped = Buffer.from(library.subarray(0, end))
  stripped.writeBigUInt64LE(0n, SECTIONS_AT)
  stripped.writeUInt16LE(0, SECTION_COUNT)
  stripped.writeUInt16LE(0, SECTION_NAMES)
  return stripped
}
