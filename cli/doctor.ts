import { Command } from 'commander'
import type { Finding } from '../engine/doctor.ts'
import { optionsFrom, TO, withOutput, type OptionFlags, type OutputFlags } from './options.ts'
import { printResult } from './output.ts'
import { openExistingTarget } from './target.ts'
import { columns } from './text/columns.ts'

interface Flags extends OutputFlags, OptionFlags {
  to?: string
}

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description('looks at what a migration into a target would meet, and says how to mend it')
    .option(...TO)
    .option('--schema <name>', 'target schema (default: public)')
    .option('--workers <n>', 'connections at the same time', Number)
  return withOutput(command).action(run)
}

async function run(flags: Flags): Promise<void> {
  const options = optionsFrom(flags)
  const { settings } = await openExistingTarget(flags.to)
  const { examine, isIll } = await import('../engine/doctor.ts')
  const findings = await examine(settings, options)
  const isPrinted = await printResult({ findings }, () => findingsText(findings), flags)
  if (isIll(findings) || !isPrinted) process.exitCode = 1
}

function findingsText(findings: Finding[]): string[] {
  const lines = columns(findings.map(({ state, what, message }) => [state, what, message]))
  return lines.flatMap((line, i) => {
    const { fix } = findings[i]!
    return fix === null ? [line] : [line, `         What to do: ${fix}`]
  })
}
