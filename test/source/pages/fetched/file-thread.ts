import { closeSync, openSync, readSync } from 'node:fs'
import { setImmediate as later } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import type { FetchedFile } from '../../../../engine/source/pages/fetched/mailboxes.ts'
import { serveFile } from '../../../../engine/source/pages/fetched/serve-file.ts'

/** Entry of a thread that serves files of the disk as if they were fetched: in odd pieces, one after another. */
parentPort!.on('message', ({ file, path }: { file: FetchedFile; path: string }) => {
  void serveFile(file, async function* (start, end) {
    const fd = openSync(path, 'r')
    try {
      for (let at = start, piece = 1; at < end; piece = (piece * 7) % 9973) {
        const bytes = new Uint8Array(Math.min(end - at, 40 * piece))
        const got = readSync(fd, bytes, 0, bytes.length, at)
        yield bytes.subarray(0, got)
        at += got
        if (got === 0) return
        await later()
      }
    } finally {
      closeSync(fd)
    }
  })
})
