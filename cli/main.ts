import { startAhead } from '../engine/source/sqlite/started-process.ts'

/** Commands that let SQLite read a file. */
const READING = ['migrate', 'plan', 'verify']

// Its process starts while the command is loaded, which takes as long.
const args = process.argv.slice(2)
const ahead = READING.includes(args[0]!) && !args.includes('--help') ? startAhead() : null
try {
  await import('./command.ts')
} finally {
  ahead?.[Symbol.dispose]()
}
