import { Command } from 'commander'
import type { Finding } from '../engine/doctor.ts'
import { assigned, optionsFrom, valuesFrom, TO, withOutput, type OptionFlags, type OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'
import { openExistingTarget } from './target.ts'
import { prose, type Line } from './terminal/line.ts'

interface Flags extends OutputFlags, OptionFlags {
  to?: string
}

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('looks at what a migration into a target would meet, and says how to mend it')
    .option(...TO)
    .option('--schema <name>', 'target schema (default: public)')
    .option('--set <name=value>', 'what {name} stands for in --schema; repeatable', assigned)
    .option('--workers <n>', 'connections at the same time', Number)
  return withOutput(command).action(run)
}

async function run(flags: Flags): Promise<void> {
  const options = optionsFrom(flags)
  const values = valuesFrom(flags, options)
  const { settings } = await openExistingTarget(flags.to)
  const [{ examine, isIll }, { fillOptions }] = await Promise.all([
    import('../engine/doctor.ts'),
    import('../engine/options.ts'),
  ])
  const findings = await examine(settings, fillOptions(options, values))
  const isPrinted = await printResult({ findings }, () => findingsText(findings), flags)
  if (isIll(findings) || !isPrinted) process.exitCode = 1
}

const COLOURS = { ok: 'green', warning: 'yellow', failed: 'red' } as const

function findingsText(findings: Finding[]): Line[] {
  return findings.flatMap(({ state, what, message, fix }) => [
    prose(`${state.padEnd(7)}  ${what.padEnd(12)}  ${message}`, COLOURS[state]),
    ...(fix === null ? [] : [prose(`         What to do: ${fix}`)]),
  ])
}
