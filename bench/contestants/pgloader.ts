import { runCommand } from '../measure/run-command.ts'
import { libpq } from '../server.ts'
import type { Contestant } from './contestant.ts'
import { missing } from './on-path.ts'

export const pgloader: Contestant = {
  name: 'pgloader',
  how: '`pgloader sqlite://FILE postgresql://…` with its own defaults',
  absent: () => missing('pgloader'),
  async run({ path, rows, table }, { owner }) {
    const { user, password, host, port, database } = owner
    const url = `postgresql://${user}:${password}@${host}:${port}/${database}`
    // It reports failures with exit code 0, so its summary tells whether the rows arrived.
    const { stdout, ...measured } = await runCommand('pgloader', [`sqlite://${path}`, url], libpq(owner))
    const line = stdout.split('\n').find((text) => text.trim().startsWith(`${table} `)) ?? ''
    const [errors, imported] = line.trim().split(/\s+/).slice(1).map(Number)
    if (errors !== 0 || imported !== rows) throw new Error(`pgloader did not load ${table}: ${stdout.slice(-3000)}`)
    return measured
  },
}
