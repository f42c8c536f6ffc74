import { Argument, Command } from 'commander'
import { bash } from './completion/bash.ts'
import { fish } from './completion/fish.ts'
import { wordsOf, type Words } from './completion/words.ts'
import { zsh } from './completion/zsh.ts'
import { print } from './terminal/output.ts'

const SHELLS: Record<string, (words: Words) => string> = { bash, fish, zsh }

/** Prints a shell's script that completes commands, options and their values; made from the command line itself. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('prints the completion of a shell: eval "$(litelift completion bash)"')
    .addArgument(new Argument('<shell>', 'whose it is').choices(Object.keys(SHELLS)))
    .action(async (shell: string) => {
      const script = SHELLS[shell]!(wordsOf(program))
      if (!(await print(script.split('\n')))) process.exitCode = 1
    })
}
