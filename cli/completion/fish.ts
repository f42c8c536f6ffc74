import type { CommandWords, OptionWords, Words } from './words.ts'

/** By `complete` (fish manual, Writing your own completions). */
export function fish({ commands }: Words): string {
  const names = commands.map(({ name }) => name).join(' ')
  return [
    "# litelift's completion for fish: litelift completion fish | source",
    ...commands.map(
      ({ name, description }) =>
        `complete -c litelift -f -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ),
    "complete -c litelift -f -n __fish_use_subcommand -a help -d 'prints the help of a command'",
    "complete -c litelift -f -n __fish_use_subcommand -l version -d 'print the version'",
    `complete -c litelift -f -n '__fish_seen_subcommand_from help' -a '${names}'`,
    ...commands.flatMap(ofCommand),
  ].join('\n')
}

function ofCommand({ name, options, choices }: CommandWords): string[] {
  const of = `complete -c litelift -n '__fish_seen_subcommand_from ${name}'`
  return [
    ...(choices.length > 0 ? [`${of} -f -a '${choices.join(' ')}'`] : []),
    ...options.map((option) => `${of} ${ofOption(option)}`),
  ]
}

function ofOption({ flag, description, takesValue, choices }: OptionWords): string {
  const value = choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : takesValue ? ' -r' : ''
  return `-l ${flag.slice(2)}${value} -d ${quoted(description)}`
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`
}
