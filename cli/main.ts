import { CommanderError } from 'commander'
import { asLiteliftError, LiteliftError } from '../engine/errors.ts'
import { removeTemporaries } from '../engine/temporary.ts'
import { exitCodeOf } from './exit-code.ts'
import { print, printError, surviveUnwritableOutput } from './terminal/output.ts'
import { litelift } from './program.ts'

surviveUnwritableOutput()
process.on('exit', removeTemporaries)

const args = process.argv.slice(2)
try {
  if (args.includes('-v') && args.every((arg) => arg === '-v' || arg === '--version')) await printVersions()
  else await litelift().parseAsync(args, { from: 'user' })
} catch (thrown) {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) process.exitCode = 0
  else {
    const error = thrown instanceof CommanderError ? wrongUsage(thrown) : asLiteliftError(thrown)
    // Parsing itself may have failed, so these two are looked for in the raw arguments.
    await printError(error, { json: args.includes('--json'), debug: args.includes('--debug') })
    process.exitCode = exitCodeOf(error)
  }
}

async function printVersions(): Promise<void> {
  const { versions } = await import('./version.ts')
  if (!(await print(await versions()))) process.exitCode = 1
}

function wrongUsage({ message, code }: CommanderError): LiteliftError {
  const said = code === 'commander.help' ? 'a command is missing' : message.replace(/^error: |\.$/g, '')
  return new LiteliftError('option-invalid', {
    message: `The command line is not valid: ${withoutValues(said)}.`,
    hint: 'litelift --help lists the commands, litelift <command> --help its options.',
  })
}

/** What stands at the wrong place may be a password or a URL with one: only what is written like an option or a command is repeated. */
function withoutValues(said: string): string {
  return said
    .replace(/(but got \d+): .*/s, '$1')
    .replace(/ argument '.*' is invalid/s, ' has a value that is not allowed')
    .replace(/'(.*)'/s, (quoted, word: string) => (/^(--?[a-z-]+( <\w+>)?|[a-z]+)$/.test(word) ? quoted : '…'))
}
