import { runCommand } from '../measure/run-command.ts'
import { libpq, statements } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { missing } from './on-path.ts'
import { plannedDdl } from './planned-ddl.ts'

export const sqliteCsv: Contestant = {
  name: 'sqlite3 \\| psql',
  how: "`sqlite3 -csv FILE 'SELECT …' | psql -c 'COPY … FROM STDIN (FORMAT csv)'` into tables made by hand, then the same indexes and keys one after another",
  absent: () => missing('sqlite3', 'psql'),
  async run(input, { owner }) {
    const { tables, indexes, constraints } = await plannedDdl(input)
    await statements(owner, tables)
    const script = `
      set -e
      sqlite3 -csv "$1" "SELECT * FROM $2" | psql -qc "COPY target.$2 FROM STDIN (FORMAT csv)"
      psql -qc "$3"`
    const build = [...indexes, ...constraints, `ANALYZE target.${input.table}`].join(';')
    return runCommand('sh', ['-c', script, 'sh', input.path, input.table, build], libpq(owner))
  },
}
