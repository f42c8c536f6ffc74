/** How an error that nobody foresaw speaks, in every output (engine/errors.ts). */
const INTERNAL = /litelift met a condition it does not know[^\n]*/

/**
 * Fails a test whose output holds an error of code `internal`: no file, server, disk, signal or user may bring one about. What
 * all tests go through that run the command line, the function or a migration asks it of all that they print and report.
 */
export function refuseInternal(output: string): void {
  const [found] = INTERNAL.exec(output) ?? []
  if (found !== undefined) throw new Error(`An error that is not to be reachable was reached: ${found}`)
}
