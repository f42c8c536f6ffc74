import type { CommandWords, OptionWords, Words } from './words.ts'

/** By \`_arguments\` and \`_describe\` (zsh manual, Completion System). */
export function zsh({ commands }: Words): string {
  return `#compdef litelift
# litelift's completion for zsh: eval "$(litelift completion zsh)" after compinit, or a file _litelift in a folder of $fpath
_litelift() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
    'help:prints the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  case "$words[2]" in
${commands.map(ofCommand).join('\n')}
    help) _describe 'command' commands ;;
  esac
}
if [ "$funcstack[1]" = "_litelift" ]; then _litelift "$@"; else compdef _litelift litelift; fi`
}

function ofCommand({ name, options, choices }: CommandWords): string {
  const argument = choices.length > 0 ? `:value:(${choices.join(' ')})` : ':file:_files'
  const lines = [...options.map(ofOption), quoted(`2${argument}`)]
  return `    ${name}) _arguments ${lines.join(' ')} ;;`
}

function ofOption({ flag, description, takesValue, choices }: OptionWords): string {
  const value = choices.length > 0 ? `:value:(${choices.join(' ')})` : ':value:_files'
  return quoted(`*${flag}[${description.replaceAll(/[[\]:\\]/g, '\\$&')}]${takesValue ? value : ''}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
