import { firstWords, type CommandWords, type Words } from './words.ts'

/**
 * For bash 3.2, which macOS has, and later: `complete -F` with COMPREPLY (bash manual, Programmable Completion). Where nothing of litelift's fits,
 * readline completes files.
 */
export function bash(words: Words): string {
  return `# litelift's completion for bash: eval "$(litelift completion bash)"
_litelift() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then
    words='${firstWords(words).join(' ')}'
  else
    case "\${COMP_WORDS[1]}" in
${words.commands.map(ofCommand).join('\n')}
      help) words='${words.commands.map(({ name }) => name).join(' ')}' ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _litelift litelift`
}

function ofCommand({ name, options, choices }: CommandWords): string {
  const chosen = options.filter((option) => option.choices.length > 0)
  const free = options.filter((option) => option.takesValue && option.choices.length === 0).map(({ flag }) => flag)
  return [
    `      ${name})`,
    '        case "$previous" in',
    ...chosen.map((option) => `          ${option.flag}) words='${option.choices.join(' ')}' ;;`),
    ...(free.length === 0 ? [] : [`          ${free.join('|')}) ;;`]),
    // A file is what the argument of most commands is: options only where one was begun.
    `          *) case "$current" in -*) words='${options.map(({ flag }) => flag).join(' ')}' ;; *) words='${choices.join(' ')}' ;; esac ;;`,
    '        esac ;;',
  ].join('\n')
}
