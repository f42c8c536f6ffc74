import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import Database from 'better-sqlite3'
import { versionOf } from './contestants/on-path.ts'
import { packageVersion } from './contestants/python.ts'
import { count } from './figures.ts'
import type { BenchServer } from './server.ts'

/** What the figures depend on besides the code, as a Markdown list. */
export function describeMachine({ settings }: BenchServer): string {
  const { server_version: server, ...shown } = settings
  const python = 'import platform, psycopg2; print(platform.python_version(), "psycopg2", psycopg2.__version__)'
  const lines = {
    Machine: `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'unknown'}, ${count(Math.round(totalmem() / 2 ** 20))} MB, ${type()} ${release()}`,
    Versions: [
      `litelift ${version('../package.json')}`,
      `Node ${process.versions.node}`,
      `better-sqlite3 ${version('../node_modules/better-sqlite3/package.json')} (SQLite ${sqlite()})`,
      `PostgreSQL ${server}, embedded, on the same machine`,
    ].join(', '),
    Peers:
      [
        versionOf('pgloader'),
        versionOf('sqlite3')?.replace(/^/, 'sqlite3 ').split(' ').slice(0, 2).join(' '),
        versionOf('psql'),
        versionOf('python3', ['-c', python])?.replace(/^/, 'Python '),
        packageVersion('duckdb')?.replace(/^/, 'DuckDB '),
        packageVersion('adbc-driver-postgresql')?.replace(/^/, 'ADBC '),
      ]
        .filter((line) => line)
        .join(', ') || 'none',
    'Server settings': `as installed: ${Object.entries(shown)
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ')}`,
  }
  return Object.entries(lines)
    .map(([what, text]) => `- ${what}: ${text}`)
    .join('\n')
}

function version(path: string): string {
  const text = readFileSync(new URL(path, import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

function sqlite(): string {
  const database = new Database(':memory:')
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}
