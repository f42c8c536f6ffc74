import { CommanderError } from 'commander'
import { asLiteliftError, LiteliftError } from '../engine/errors.ts'
import { removeTemporaries } from '../engine/temporary.ts'
import { exitCodeOf } from './exit-code.ts'
import { print, printError, say, surviveUnwritableOutput } from './terminal/output.ts'
import { litelift } from './program.ts'
import { VERSION } from '../engine/version.ts'

surviveUnwritableOutput()
process.on('exit', removeTemporaries)

const args = process.argv.slice(2)
try {
  if (args.length === 0) sayHelp()
  else if (args.every((arg) => arg === '-v' || arg === '--version')) await printVersion(args.includes('-v'))
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

/** Who asks for nothing wants to know what there is; a script whose arguments are gone went wrong. */
function sayHelp(): void {
  litelift()
    .configureOutput({ writeErr: (help) => say(...help.trimEnd().split('\n')) })
    .outputHelp({ error: true })
  process.exitCode = 2
}

/** With what a report of a fault needs to say, or the one line. */
async function printVersion(isLong: boolean): Promise<void> {
  const lines = isLong ? await (await import('./version.ts')).versions() : [VERSION]
  if (!(await print(lines))) process.exitCode = 1
}

function wrongUsage({ message, code }: CommanderError): LiteliftError {
  const said = code === 'commander.help' ? 'a command is missing' : message.replace(/^error: |\.$/g, '')
  return new LiteliftError('option-invalid', {
    message: `The command line is not valid: ${withoutValues(onOneLine(said))}.`,
    hint: 'litelift --help lists the commands, litelift <command> --help its options.',
  })
}

/** commander puts what was probably meant on a line of its own. */
function onOneLine(said: string): string {
  return said.replace(/\n\((Did) ([^()]*\?)\)$/, (_, did: string, you: string) => ` (${did.toLowerCase()} ${you})`)
}

/** What stands at the wrong place may be a password or a URL with one: only what is written like an option or a command is repeated. */
function withoutValues(said: string): string {
  return said
    .replace(/(but got \d+): .*/s, '$1')
    .replace(/^command-argument value '.*' is invalid for argument '([a-z]+)'/s, "'$1' has a value that is not allowed")
    .replace(/ argument '.*' is invalid/s, ' has a value that is not allowed')
    .replace(/'(.*)'/s, (quoted, word: string) => (/^(--?[a-z-]+( <\w+>)?|[a-z]+)$/.test(word) ? quoted : '…'))
}
