import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Input } from '../inputs/make-input.ts'
import { runCommand } from '../measure/run-command.ts'
import { libpq } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { versionOf } from './on-path.ts'
import { plannedDdl } from './planned-ddl.ts'

/** Which Python has their packages: a virtual environment's, where they are in one. */
const PYTHON = process.env['BENCH_PYTHON'] ?? 'python3'

/** What a Python package says of its version, or null. */
export function packageVersion(name: string): string | null {
  return versionOf(PYTHON, ['-c', `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`])
}

/** Tools of Python that bring tables over by themselves, in types of their own; the keys and indexes that litelift makes are built afterwards. */
function pythonTool(name: string, script: string, packages: string[], how: string): Contestant {
  return {
    name,
    how,
    absent() {
      const lacking = packages.filter((one) => packageVersion(one) === null)
      return Promise.resolve(lacking.length === 0 ? null : `${PYTHON} has no ${lacking.join(', ')} here`)
    },
    async run(input, { owner }) {
      const { indexes, constraints } = await plannedDdl(input)
      const wanted = `${input.path}.${script}.json`
      writeFileSync(
        wanted,
        JSON.stringify({ tables: input.tables, statements: [...indexes, ...constraints, ...analysed(input)] }),
      )
      return runCommand(PYTHON, [join(import.meta.dirname, `by-${script}.py`), input.path, wanted], libpq(owner))
    },
  }
}

export function analysed({ tables }: Input): string[] {
  return tables.map((table) => `ANALYZE target."${table}"`)
}

export const duckdb = pythonTool(
  'DuckDB',
  'duckdb',
  ['duckdb', 'duckdb-extension-sqlite-scanner', 'duckdb-extension-postgres-scanner'],
  '`CREATE TABLE … AS FROM` by its sqlite and postgres extensions, then the same indexes, keys and ANALYZE one after another',
)

export const adbc = pythonTool(
  'ADBC',
  'adbc',
  ['adbc-driver-sqlite', 'adbc-driver-postgresql', 'pyarrow'],
  'record batches from the driver of SQLite into that of PostgreSQL, which leaves dates as texts, then the same indexes, keys and ANALYZE',
)
