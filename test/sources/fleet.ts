import type { RawOptions } from '../../engine/options.ts'
import { migrate } from '../../engine/migrate.ts'
import type { Values } from '../../engine/options/template.ts'
import type { Report } from '../../engine/report/report.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'
import type { TestDatabase } from '../database.ts'
import { localFile } from '../migrate/local-file.ts'
import { refuseInternal } from '../no-internal.ts'
import { scratchFolder } from '../scratch.ts'
import { makeDatabase } from '../source/database-file.ts'

/** Sensors of a device and what they measured; ids begin with 1 in every device. */
export const SCHEMA = `
  CREATE TABLE sensor (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
  CREATE TABLE reading (id INTEGER PRIMARY KEY, sensor_id INTEGER NOT NULL REFERENCES sensor (id) ON DELETE CASCADE, value REAL);
  CREATE TABLE log (line TEXT);`

export const DEVICE: RawOptions = {
  schema: 's',
  addColumns: { device: { value: '{device}', key: true }, received: '{lastModified}' },
}

/** A device's file: as many readings of one sensor as there are values. */
export function deviceFile(...values: number[]): string {
  const readings = values.map((value, at) => `(${at + 1}, 1, ${value})`)
  return `${SCHEMA} INSERT INTO sensor VALUES (1, 'temperature');
    ${readings.length > 0 ? `INSERT INTO reading VALUES ${readings.join(', ')};` : ''} INSERT INTO log VALUES ('on'), ('on');`
}

interface Dropped extends Partial<Pick<SourceObject, 'uri' | 'sequencer' | 'lastModified' | 'identifiedBy'>> {
  options?: RawOptions
  values?: Values
  again?: boolean
}

/** Migrates a file that SQL makes as the object of a device. */
export async function bring(
  target: TestDatabase,
  sql: string,
  { options = DEVICE, values = {}, again, ...source }: Dropped = {},
): Promise<Report> {
  using folder = scratchFolder()
  const file = await localFile(makeDatabase(folder.path, { fill: sql }))
  const { lastModified = null } = source
  const report = await migrate({
    source: {
      ...file,
      uri: `s3://bucket/devices/${values['device'] ?? ''}/d.db`,
      ...source,
      values: lastModified === null ? {} : { lastModified },
    },
    target: () => Promise.resolve(target.settings),
    options,
    values,
    ...(again !== undefined && { again }),
  })
  refuseInternal(JSON.stringify(report))
  return report
}
