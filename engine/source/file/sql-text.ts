import { skipComments } from '../schema/first-words.ts'
import { SAMPLE } from './start.ts'

/** What dumps of SQLite begin with, after comments. */
const SQLITE_START = /^(PRAGMA|BEGIN|SAVEPOINT|CREATE|INSERT|REPLACE|DELETE|DROP)\b/i
const COMMENT = /^(--|\/\*)/
/** What other SQL begins with. */
const OTHER_START = /^(SET|START TRANSACTION|USE|LOCK|COPY|ALTER|UPDATE|SELECT|WITH)\s/i

interface Other {
  /** Completes "SQL text". */
  of: string
  hint: string
}

const OTHERS: (Other & { sign: RegExp })[] = [
  {
    of: ' of PostgreSQL (pg_dump)',
    sign: /^PGDMP|^-- PostgreSQL database (cluster )?dump|^SET statement_timeout|^SELECT pg_catalog\.|^COPY \S.* FROM stdin;/m,
    hint: 'PostgreSQL reads it by itself: `psql --file dump.sql`, or `pg_restore`.',
  },
  {
    of: ' of MySQL or MariaDB',
    sign: /^-- (MySQL|MariaDB) dump|^-- phpMyAdmin|^\/\*M?!\d|ENGINE\s*=\s*(InnoDB|MyISAM)|\bAUTO_INCREMENT\b|^LOCK TABLES/m,
    hint: 'litelift brings SQLite alone into PostgreSQL; for MySQL there is pgloader.',
  },
  {
    of: ' in UTF-16',
    // With a byte order mark, or text of ASCII of which every other byte is NUL.
    sign: /^(\xff\xfe|\xfe\xff|([\t-~]\0){8}|(\0[\t-~]){8})/,
    hint: 'PowerShell\'s > writes so, and may have changed texts and line ends on the way; let sqlite3 write the file: `sqlite3 shop.db ".output dump.sql" .dump`.',
  },
]

/** Whether a file is SQL that a dump of SQLite may begin with; `start` is its first bytes as latin1. */
export function isDump(start: string): boolean {
  const first = firstStatement(start)
  // A comment may be longer than what is looked at.
  const isBegun = SQLITE_START.test(first) || (start.length >= SAMPLE && COMMENT.test(first))
  return isBegun && OTHERS.every(({ sign }) => !sign.test(start))
}

/** What a file that is no dump of SQLite is instead, if it is SQL; null if it is none. */
export function otherDump(start: string): Other | null {
  const known = OTHERS.find(({ sign }) => sign.test(start))
  if (known !== undefined) return known
  if (!OTHER_START.test(firstStatement(start))) return null
  return { of: '', hint: 'Load it into a database first, `sqlite3 new.db < script.sql`, then migrate new.db.' }
}

function firstStatement(start: string): string {
  const text = start.replace(/^\xef\xbb\xbf/, '')
  return text.slice(skipComments(text))
}
