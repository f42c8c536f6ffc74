import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { migrate } from '../../../engine/migrate.ts'
import { openSource } from '../../../engine/source/file/open.ts'
import { makePrivateCopy } from '../../../engine/source/file/private-copy.ts'
import { createDatabase } from '../../database.ts'
import { localFile } from '../../migrate/local-file.ts'
import { makeDatabase } from '../database-file.ts'
import { scratchOfFile } from '../../scratch.ts'
import { unfinished } from './unfinished.ts'
import { type ZipEntry, zipFile } from './zip-file.ts'

const folder = scratchOfFile()

const shop = readFileSync(
  makeDatabase(folder.path, { fill: "CREATE TABLE book (title TEXT); INSERT INTO book VALUES ('Emma'), ('Ulysses')" }),
)

interface Opened {
  titles: unknown[]
  notes: string[]
}

/** Opens bytes as a migration does, whatever the file is called. */
async function openPacked(bytes: Buffer, maxUnpackedBytes?: number): Promise<Opened> {
  const path = join(folder.path, 'upload.db')
  writeFileSync(path, bytes)
  await using copy = await makePrivateCopy(path)
  await using source = await openSource(copy.path, { maxUnpackedBytes })
  const database = new Database(source.pages.path, { readonly: true })
  const titles = database.prepare('SELECT title FROM book ORDER BY rowid').pluck().all()
  return { titles, notes: source.notes.map(({ code, message }) => `${code}: ${message}`) }
}

const zipped = (...entries: ZipEntry[]) => openPacked(zipFile(entries))

describe('gzip', () => {
  test.for([
    ['one member', [shop.length]],
    ['three members, the first of eight bytes', [8, 5000]],
  ] as const)('%s', async ([, cuts]) => {
    const { titles, notes } = await openPacked(Buffer.concat(pieces(cuts).map((piece) => gzipSync(piece))))
    expect(titles).toEqual(['Emma', 'Ulysses'])
    expect(notes).toEqual([`file-unpacked: The file is compressed (gzip); unpacked it has ${shop.length} bytes.`])
  })

  test('cut off, in its last byte as well', async () => {
    const packed = gzipSync(shop)
    for (const end of [packed.length - 1, 40]) {
      await expect(openPacked(packed.subarray(0, end))).rejects.toMatchObject({ code: 'file-truncated' })
    }
  })

  test('damaged', async () => {
    const packed = gzipSync(shop)
    packed[packed.length - 6]! ^= 1
    await expect(openPacked(packed)).rejects.toMatchObject({ code: 'file-damaged' })
  })
})

describe('Zstandard', () => {
  const skippable = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
  const frames = (cuts: readonly number[]) => pieces(cuts).map((piece) => zstdCompressSync(piece))

  test.for([
    ['one frame', frames([shop.length])],
    ['four frames, the first of eight bytes, one of them empty', frames([8, 5000, 5000])],
    ['frames that decoders skip, before, between and behind', [skippable, ...frames([700]), skippable]],
  ] as const)('%s', async ([, parts]) => {
    const between = parts.flatMap((part) => [part, parts.length > 2 ? skippable : Buffer.alloc(0)])
    const { titles, notes } = await openPacked(Buffer.concat(between))
    expect(titles).toEqual(['Emma', 'Ulysses'])
    expect(notes).toEqual([`file-unpacked: The file is compressed (zstd); unpacked it has ${shop.length} bytes.`])
  })

  test('cut off in its second frame, between a frame and its end, and in a header', async () => {
    const [first, second] = frames([5000])
    for (const cut of [second!.subarray(0, -1), second!.subarray(0, 30), second!.subarray(0, 6)]) {
      await expect(openPacked(Buffer.concat([first!, cut]))).rejects.toMatchObject({ code: 'file-truncated' })
    }
  })

  test('with something else behind a frame', async () => {
    const packed = Buffer.concat([zstdCompressSync(shop), Buffer.from('and more')])
    await expect(openPacked(packed)).rejects.toMatchObject({ code: 'file-damaged' })
  })
})

describe('a zip archive', () => {
  test('with one database, whatever its name, and other files beside it', async () => {
    const { titles, notes } = await zipped(
      { name: 'backup/', content: Buffer.alloc(0), method: 0 },
      { name: 'backup/läden.bin', content: shop },
      { name: 'backup/read me.txt', content: Buffer.from('hello'), method: 0 },
      { name: '__MACOSX/backup/._läden.bin', content: Buffer.from('x') },
    )
    expect(titles).toEqual(['Emma', 'Ulysses'])
    expect(notes).toEqual([
      'file-unpacked: The file is a zip archive, from which backup/läden.bin was taken; left alone: backup/read me.txt.',
    ])
  })

  test('with a database and its write-ahead log', async () => {
    const { database, beside } = unfinished('WAL')
    const { titles, notes } = await zipped(
      { name: 'a/live.db-wal', content: beside },
      { name: 'a/live.db-shm', content: Buffer.alloc(32_768) },
      { name: 'a/live.db', content: database },
    )
    expect(titles).toEqual(['Emma', 'Ulysses'])
    expect(notes[0]).toContain('from which a/live.db, a/live.db-wal were taken')
    expect(notes[1]).toContain('file-wal-recovered: The write-ahead log')
    // Without the log the rows are missing: the test would prove nothing.
    expect((await zipped({ name: 'a/live.db', content: database })).titles).toEqual([])
  })

  test('with a database and the journal of a transaction that never ended', async () => {
    const { database, beside } = unfinished('DELETE')
    const { titles, notes } = await zipped(
      { name: 'live.db', content: database },
      { name: 'live.db-journal', content: beside },
    )
    expect(titles).toEqual(['Emma', 'Ulysses'])
    expect(notes[1]).toContain('file-wal-recovered: The rollback journal')
  })

  test('with several databases', async () => {
    const twice = zipped({ name: 'a.db', content: shop }, { name: 'b/c.db', content: shop })
    await expect(twice).rejects.toMatchObject({
      code: 'file-archive',
      message: 'The zip archive holds 2 SQLite databases: a.db, b/c.db.',
    })
  })

  test.for([
    ['without a database', [{ name: 'notes.txt', content: Buffer.from('hello') }], 'file-archive', 'notes.txt'],
    ['without anything', [], 'file-archive', 'nothing'],
    ['with a path that leads out', [{ name: '../../etc/shop.db', content: shop }], 'file-archive', '../../etc/shop.db'],
    ['with an absolute path', [{ name: '/etc/shop.db', content: shop }], 'file-archive', '/etc/shop.db'],
    ['with a password', [{ name: 'shop.db', content: shop, flags: 1 }], 'file-encrypted', 'shop.db'],
    ['packed by LZMA', [{ name: 'shop.db', content: shop, method: 14 }], 'file-compressed', 'method 14'],
    ['with a wrong checksum', [{ name: 'shop.db', content: shop, crc: 7 }], 'file-damaged', 'checksum of shop.db'],
    [
      'with more bytes than announced',
      [{ name: 'shop.db', content: shop, size: 600 }],
      'file-damaged',
      'too many bytes',
    ],
    ['with fewer bytes', [{ name: 'shop.db', content: shop, size: 1e6 }], 'file-damaged', 'not enough bytes'],
  ] as const)('%s', async ([, entries, code, what]) => {
    await expect(zipped(...entries)).rejects.toMatchObject({ code, message: expect.stringContaining(what) as string })
  })

  test.for([
    ['files', ''],
    ['folders', '/'],
  ])('with thousands of %s', async ([, end]) => {
    const content = Buffer.from(end === '/' ? '' : 'x')
    const many = Array.from({ length: 1001 }, (_, at) => ({ name: `${at}${end}`, content, method: 0 }))
    await expect(zipped(...many)).rejects.toMatchObject({
      code: 'file-archive',
      message: 'The zip archive holds more than 1000 files and folders.',
    })
  })

  test('with files that share their content', async () => {
    const many = Array.from({ length: 500 }, (_, at) => ({ name: `${at}.txt`, content: shop, at: 0 }))
    await expect(zipped({ name: 'shop.db', content: shop }, ...many)).rejects.toMatchObject({
      code: 'file-archive',
      message: 'The zip archive has files that lie over one another.',
    })
  })

  test('cut off', async () => {
    const whole = zipFile([{ name: 'shop.db', content: shop }])
    for (const end of [whole.length - 1, whole.length - 60, 200]) {
      await expect(openPacked(whole.subarray(0, end))).rejects.toMatchObject({ code: 'file-truncated' })
    }
  })
})

describe('a bomb', () => {
  const zeros = Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(3e7)])

  test.for([
    ['gzip', gzipSync(zeros)],
    ['Zstandard', zstdCompressSync(zeros)],
    ['zip', zipFile([{ name: 'a.db', content: zeros }])],
    ['zip whose sizes lie', zipFile([{ name: 'a.db', content: zeros, size: 600 }])],
  ] as const)('%s ends within the bound', async ([, bytes]) => {
    expect(bytes.length).toBeLessThan(60_000)
    await using copy = await makePrivateCopy(writePacked(bytes))
    await expect(openSource(copy.path, { maxUnpackedBytes: 1e6 })).rejects.toMatchObject({
      code: expect.stringMatching(/^file-(too-large|damaged)$/) as string,
    })
    const left = readdirSync(join(copy.path, '..')).map((name) => readFileSync(join(copy.path, '..', name)).length)
    expect(left.reduce((sum, length) => sum + length)).toBeLessThan(1e6 + bytes.length)
  })

  test('what is neither database nor dump is not unpacked at all', async () => {
    const sql = Buffer.from('UPDATE t SET a = 1;\n'.repeat(100_000))
    for (const bytes of [gzipSync(sql), zstdCompressSync(sql)]) {
      await using copy = await makePrivateCopy(writePacked(bytes))
      await expect(openSource(copy.path)).rejects.toMatchObject({ code: 'file-sql-dump' })
    }
  })

  test('frames without content', async () => {
    const frames = Buffer.concat(Array(10_001).fill(zstdCompressSync(Buffer.alloc(0))))
    await expect(openPacked(frames)).rejects.toMatchObject({
      code: 'file-damaged',
      message: expect.stringContaining('more than 10000 frames') as string,
    })
  })

  test('is not unpacked to its end when the migration is stopped', async () => {
    await using copy = await makePrivateCopy(writePacked(gzipSync(zeros)))
    const stopped = openSource(copy.path, { signal: AbortSignal.abort() })
    await expect(stopped).rejects.toMatchObject({ code: 'migration-interrupted' })
  })

  test('one packing inside another', async () => {
    await expect(openPacked(gzipSync(gzipSync(shop)))).rejects.toMatchObject({ code: 'file-compressed' })
  })
})

test('a packed file is migrated and compared like any other', async () => {
  const path = writePacked(zstdCompressSync(shop))
  await using target = await createDatabase()
  const report = await migrate({
    source: await localFile(path),
    target: () => Promise.resolve(target.settings),
    options: { schema: 's', verify: 'full' },
  })
  expect(report).toMatchObject({ error: null, outcome: 'published', rows: 2 })
  expect(report.notes.map(({ code }) => code)).toContain('file-unpacked')
  expect(await target.query('SELECT title FROM s.book ORDER BY 1')).toEqual([{ title: 'Emma' }, { title: 'Ulysses' }])
})

function writePacked(bytes: Buffer): string {
  const path = join(folder.path, 'upload')
  writeFileSync(path, bytes)
  return path
}

/** The shop's bytes, cut at these places. */
function pieces(cuts: readonly number[]): Buffer[] {
  return [0, ...cuts].map((from, at) => shop.subarray(from, cuts[at] ?? shop.length))
}
