import type { Command, Option } from 'commander'

/** What can be completed. */
export interface Words {
  commands: CommandWords[]
}

export interface CommandWords {
  name: string
  description: string
  /** Values of its argument, where they are known beforehand; files are meant otherwise. */
  choices: readonly string[]
  options: OptionWords[]
}

export interface OptionWords {
  /** With its dashes. */
  flag: string
  description: string
  /** Something follows it: one of `choices`, or anything, files included. */
  takesValue: boolean
  choices: readonly string[]
}

export function wordsOf(program: Command): Words {
  return {
    // What follows `help` is known to the shells' scripts themselves.
    commands: program.commands
      .filter((command) => command.name() !== 'help')
      .map((command) => ({
        name: command.name(),
        description: command.description(),
        choices: command.registeredArguments[0]?.argChoices ?? [],
        options: [
          ...command.options.filter(({ hidden }) => !hidden).map(ofOption),
          { flag: '--help', description: 'print its help', takesValue: false, choices: [] },
        ],
      })),
  }
}

function ofOption({ long, description, required, argChoices }: Option): OptionWords {
  return { flag: long!, description, takesValue: required, choices: argChoices ?? [] }
}

/** The names of all commands that are completed, and of what stands in their place. */
export function firstWords({ commands }: Words): string[] {
  return [...commands.map(({ name }) => name), 'help', '--help', '--version']
}
