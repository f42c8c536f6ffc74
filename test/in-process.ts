import { judgeHeader } from '../engine/source/file/header.ts'
import type { SqliteHost } from '../engine/source/sqlite/sqlite.ts'
import { Sqlite } from '../engine/source/sqlite/sqlite.ts'
import { Session } from '../engine/source/sqlite/session.ts'

/** A session in this process, for tests that open thousands of files, each of which would start a process for 0.1 s. */
export function inProcess(): SqliteHost {
  const session = new Session()
  return {
    allow: () => undefined,
    call(method, args) {
      const call = session[method] as (...args: unknown[]) => never
      return new Promise((resolve) => resolve(structuredClone(call.apply(session, args))))
    },
    [Symbol.asyncDispose]() {
      session.close()
      return Promise.resolve()
    },
  }
}

/** SQLite on a file as it is, and how the file holds texts. */
export async function sqliteOn(path: string) {
  const host = inProcess()
  const sqlite = new Sqlite(host)
  const { encoding, ...header } = await judgeHeader(path)
  await sqlite.open({ path, encoding, ...header })
  return { sqlite, encoding, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() }
}
