import type { RawOptions } from './options/raw-options.ts'

/** What a call of the library takes beside the options, and a command under the same name. */
type Argument = 'target' | 'values' | 'again'
const FLAGS: Record<Argument, string> = { target: '--to', values: '--set', again: '--again' }

/** Options that no command has a flag for. */
type WithoutFlag =
  | '$schema'
  | 'addColumns'
  | 'types'
  | 'tables'
  | 'before'
  | 'after'
  | 'emptyAsNull'
  | 'invalidText'
  | 'maxUnpackedBytes'

/**
 * How a hint names an option, for all who read it: by its name, which litelift.json, a route and a call of the library have, then by the flag of the
 * command line. `onReject: 'continue'` (`--on-reject continue`).
 */
export function option(name: Exclude<keyof RawOptions, WithoutFlag> | Argument, value?: string): string {
  const flag =
    name in FLAGS ? FLAGS[name as Argument] : `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
  return value === undefined ? `\`${name}\` (\`${flag}\`)` : `\`${name}: '${value}'\` (\`${flag} ${value}\`)`
}

/** How a hint names what is to be called: the function of the library, then the command. `status()` (`litelift status`). */
export function command(
  name: 'status' | 'plan' | 'migrate' | 'verify' | 'forget' | 'doctor',
  ...flags: string[]
): string {
  return `\`${name}()\` (\`${['litelift', name, ...flags].join(' ')}\`)`
}

/** What a report of a defect needs, of whoever reads it. */
export const STACKS = 'the stacks of the error and of its causes (`--debug` prints them)'
