import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** What every room of the engine may lean on: errors, events, notes, options, and small things without a home of their own. */
const BASE = 'engine/base'
const BASE_FILES = [
  'version',
  'errors',
  'events',
  'notes',
  'options',
  'counted',
  'named',
  'all-ended',
  'all-problems',
  'shown',
  'said',
  'exact-json',
  'temporary',
  'without-end',
].map((name) => `engine/${name}.ts`)

/**
 * Which rooms the files of a room may import, beside their own and the base. What is not said here is forbidden: a new
 * arrow between rooms is a decision, made in this table. `engine` is the trunk, the files that lie in the folder itself.
 */
const MAY_IMPORT: Record<string, string[]> = {
  [BASE]: ['engine/options'],
  'engine/types': [],
  'engine/options': ['engine/types'],

  'engine/source/pages': [],
  'engine/loop': ['engine/source/pages'],
  'engine/source/profile': ['engine/loop', 'engine/source/pages', 'engine/source/schema'],
  'engine/source/schema': ['engine/source/pages'],
  'engine/source/dump': ['engine/source/schema'],
  'engine/source/sqlite': ['engine/source/dump', 'engine/source/schema', 'engine/source/pages'],
  'engine/source/file': ['engine/source/dump', 'engine/source/sqlite', 'engine/source/schema', 'engine/source/pages'],

  'engine/target': ['engine/options', 'engine/types'],
  'engine/translate': ['engine/source/schema', 'engine/target', 'engine/types'],

  // make-plan → keep → choose → place → plan.ts, which all of them fill.
  'engine/plan/plan.ts': ['engine/options', 'engine/source/pages', 'engine/source/schema'],
  'engine/plan/place': [
    'engine/plan/plan.ts',
    'engine/options',
    'engine/source/schema',
    'engine/target',
    'engine/types',
  ],
  'engine/plan/choose': [
    'engine/plan/place',
    'engine/plan/plan.ts',
    'engine/options',
    'engine/source/profile',
    'engine/source/schema',
    'engine/target',
    'engine/translate',
    'engine/types',
  ],
  'engine/plan/keep': [
    'engine/plan/choose',
    'engine/plan/place',
    'engine/plan/plan.ts',
    'engine/options',
    'engine/source/profile',
    'engine/source/schema',
    'engine/target',
    'engine/translate',
    'engine/types',
  ],
  'engine/plan': [
    'engine/plan/keep',
    'engine/plan/choose',
    'engine/plan/place',
    'engine/plan/plan.ts',
    'engine/source/profile',
    'engine/source/schema',
  ],

  'engine/ddl': ['engine/plan/plan.ts', 'engine/target'],
  'engine/stage': [
    'engine/ddl',
    'engine/loop',
    'engine/options',
    'engine/plan/plan.ts',
    'engine/source/pages',
    'engine/source/profile',
    'engine/target',
    'engine/types',
  ],
  'engine/build': ['engine/ddl', 'engine/plan/plan.ts', 'engine/target'],
  'engine/verify': [
    // What a scan says, and where bytes come from: the reader of rows is what a comparison is there to find mistakes of.
    'engine/source/pages',
    'engine/options',
    'engine/types',
    'engine/plan/plan.ts',
    'engine/ddl',
    'engine/source/file',
    'engine/source/schema',
    'engine/source/sqlite',
    'engine/target',
  ],
  'engine/references': ['engine/ddl', 'engine/plan/plan.ts', 'engine/target'],
  'engine/publish/merge': ['engine/ddl', 'engine/options', 'engine/plan/plan.ts', 'engine/references', 'engine/target'],
  'engine/publish': ['engine/publish/merge', 'engine/ddl', 'engine/options', 'engine/plan/plan.ts', 'engine/target'],
  'engine/report': ['engine/ddl', 'engine/options', 'engine/plan/plan.ts', 'engine/publish', 'engine/target'],
  'engine/threads': [
    'engine/loop',
    'engine/plan',
    'engine/plan/plan.ts',
    'engine/plan/place',
    'engine/source/pages',
    'engine/source/profile',
    'engine/stage',
    'engine/target',
    'engine/verify',
  ],
  'engine/tasks': ['engine/**'],
  engine: ['engine/**'],

  aws: ['engine/**'],
  lambda: ['aws', 'engine/**'],
  'local/postgres': ['engine/**'],
  'local/standins': [],
  infra: ['engine/**', 'lambda'],
  cli: ['aws', 'engine/**', 'local/postgres'],
  examples: ['engine/**', 'infra'],
  'package/api': ['cli', 'engine/**', 'infra'],
  package: ['package/api', 'infra'],
  demo: ['cli', 'engine/**', 'infra', 'local/postgres', 'local/standins'],
}

/** Files of one folder of the engine: with more, a newcomer reads a list instead of finding a place. */
const MOST_FILES = 25

const ROOMS = Object.keys(MAY_IMPORT).toSorted((a, b) => b.length - a.length)

/** The room with the longest name that holds the file. */
function roomOf(file: string): string | undefined {
  if (BASE_FILES.includes(file)) return BASE
  return ROOMS.find((room) => file === room || file.startsWith(`${room}/`))
}

function mayImport(from: string, to: string): boolean {
  return from === to || to === BASE || MAY_IMPORT[from]!.some((room) => room === to || isWithin(to, room))
}

/** `engine/**` stands for all rooms of the engine. */
function isWithin(room: string, pattern: string): boolean {
  return pattern.endsWith('/**') && `${room}/`.startsWith(pattern.slice(0, -2))
}

/** Relative paths that a module imports, types included. */
function importsOf(file: string): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)
  return [...found].map(([, path]) => normalize(join(dirname(file), path!)))
}

const folders = [...new Set(ROOMS.map((room) => room.split('/')[0]!))]
const files = folders.flatMap((folder) => globSync(`${folder}/**/*.ts`)).map((file) => file.replaceAll('\\', '/'))
const problems: string[] = []
for (const file of files) {
  const room = roomOf(file)
  if (room === undefined) {
    problems.push(`${file} lies in no room of check/rooms.ts`)
    continue
  }
  for (const imported of importsOf(file)) {
    const other = roomOf(imported)
    if (other !== undefined && !mayImport(room, other))
      problems.push(`${file} imports ${imported}: ${room} may not import ${other}`)
  }
}
const sizes = Map.groupBy(
  files.filter((file) => file.startsWith('engine/')),
  dirname,
)
for (const [folder, members] of sizes) {
  if (members.length > MOST_FILES)
    problems.push(`${folder} holds ${members.length} files, more than ${MOST_FILES}: cut it into rooms`)
}
for (const problem of problems) process.stderr.write(`${problem}\n`)
process.exitCode = problems.length > 0 ? 1 : 0
