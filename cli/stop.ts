import { Command } from 'commander'
import { OWN_SERVER } from './target.ts'
import { withOutput, type OutputFlags } from './options.ts'
import { printResult } from './terminal/output.ts'

export function stopCommand(): Command {
  const command = new Command('stop').description(
    'stops the PostgreSQL under .litelift/ of this directory; its data stays',
  )
  return withOutput(command).action(run)
}

async function run(flags: OutputFlags): Promise<void> {
  const { stopServer } = await import('../local/postgres/postgres.ts')
  const { directory, wasRunning } = await stopServer(OWN_SERVER)
  await printResult(
    { directory, wasRunning },
    () => [`${wasRunning ? 'Stopped' : 'No PostgreSQL runs'}: ${directory}`],
    flags,
  )
}
