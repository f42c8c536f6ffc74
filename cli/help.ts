import { Command } from 'commander'

/** `litelift help <command>` is its --help. commander's own takes a command that is not there for none at all. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .usage('[command]')
    .description('prints the help of a command')
    .argument('[command]', 'whose help; without it that of all')
    .action((name: string | undefined) => {
      const asked = name === undefined ? program : program.commands.find((command) => command.name() === name)
      if (asked === undefined) program.error(`error: unknown command '${name}'`)
      asked.help()
    })
}
