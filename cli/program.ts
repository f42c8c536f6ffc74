import { join } from 'node:path'
import { Command } from 'commander'
import { completionCommand } from './completion.ts'
import { doctorCommand } from './doctor.ts'
import { forgetCommand } from './forget.ts'
import { helpCommand } from './help.ts'
import { migrateCommand } from './migrate.ts'
import { planCommand } from './plan.ts'
import { reportCommand } from './report.ts'
import { schemaCommand } from './schema.ts'
import { statusCommand } from './status.ts'
import { stopCommand } from './stop.ts'
import { submitCommand } from './submit.ts'
import { verifyCommand } from './verify.ts'

const EXAMPLES = `
Examples:
  litelift migrate shop.sqlite
      into a PostgreSQL that litelift starts under .litelift/
  PGPASSWORD=… litelift migrate shop.sqlite --report shop.html \\
      --to postgres://ann@db.example.com/shop
  litelift migrate s3://uploads/shop.sqlite --schema shop --mode replace \\
      --to postgres://ann@localhost/shop
  litelift plan shop.sqlite
      the types with their reasons and the DDL; changes nothing
  litelift verify shop.sqlite --to postgres://ann@localhost/shop
  litelift status --to postgres://ann@localhost/shop
  litelift submit shop.sqlite --bucket uploads --wait \\
      --reports s3://reports/reports/
      through the stack on AWS

Exit codes: 0 done, 1 failed and nothing published (verify: a
difference), 2 wrong usage or options, 3 published without the rows that were
refused (--on-reject continue).
docs/command-line.md describes everything; it and what hints name lie in
${join(import.meta.dirname, '../docs')}`

/** The command line as commander knows it; building it runs nothing. */
export function litelift(): Command {
  const program = new Command('litelift')
    .description('Migrates SQLite files to PostgreSQL: complete, verified, all at once or not at all.')
    // Not .version(), which ends the parsing: what else stands there would be passed over.
    .option('-v, --version', 'print the version; -v alone those of Node and SQLite as well')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES)
    .hook('preAction', () => {
      if (program.opts()['version'] === true) program.error("error: option '--version' stands alone")
    })
  const commands = [
    migrateCommand(),
    planCommand(),
    verifyCommand(),
    statusCommand(),
    stopCommand(),
    doctorCommand(),
    forgetCommand(),
    reportCommand(),
    submitCommand(),
    schemaCommand(),
    completionCommand(program),
    helpCommand(program),
  ]
  for (const command of commands) {
    program.addCommand(command.helpOption('--help', 'print this help').allowExcessArguments(false))
  }
  for (const command of [program, ...program.commands]) {
    // The trunk prints errors, as text or as JSON; help asked for goes to stdout.
    command.exitOverride().configureOutput({ writeErr: () => undefined })
  }
  return program
}
