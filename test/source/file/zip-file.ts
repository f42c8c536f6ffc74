import { crc32, deflateRawSync } from 'node:zlib'

/** One file of an archive; what is given beyond name and content is written in place of the truth. */
export interface ZipEntry {
  name: string
  content: Buffer
  crc?: number
  size?: number
  /** General purpose bits; 1 is encrypted, 0x800 a name in UTF-8. */
  flags?: number
  /** 8 is Deflate. */
  method?: number
  /** Where the directory says that it lies. */
  at?: number
}

/** A zip archive, byte by byte (PKWARE's APPNOTE §4.3), so that it can be a wrong one. */
export function zipFile(entries: ZipEntry[]): Buffer {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, content, crc = crc32(content), size = content.length, flags = 0x800, method = 8, at } of entries) {
    const packed = method === 8 ? deflateRawSync(content) : content
    const path = Buffer.from(name)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE(flags, 2)
    shared.writeUInt16LE(method, 4)
    shared.writeUInt32LE(crc, 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(size, 18)
    shared.writeUInt16LE(path.length, 22)
    const file = Buffer.concat([Buffer.from('PK\x03\x04'), shared, path, packed])
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at ?? offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), shared, place, path)
    files.push(file)
    offset += file.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(18)
  end.writeUInt16LE(entries.length, 4)
  end.writeUInt16LE(entries.length, 6)
  end.writeUInt32LE(central.length, 8)
  end.writeUInt32LE(offset, 12)
  return Buffer.concat([...files, central, Buffer.from('PK\x05\x06'), end])
}
