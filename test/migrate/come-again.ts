import { migrate } from '../../engine/migrate.ts'
import type { RawOptions } from '../../engine/options.ts'
import type { Mode } from '../../engine/options/modes.ts'
import type { SourceObject } from '../../engine/source/file/source-object.ts'
import type { SettingsProvider } from '../../engine/target/settings.ts'
import { isEqual } from '../../engine/verify/differs.ts'
import { verifyFile } from '../../engine/verify-file.ts'
import { inProcess } from '../in-process.ts'

interface Drop {
  source: SourceObject
  target: SettingsProvider
  options: RawOptions
}

/** Drops a file into what its first drop made, in another mode; gives what went wrong. */
export async function comeAgain({ source, target, options }: Drop, mode: Mode): Promise<object[]> {
  const wrong: object[] = []
  const { error, tables } = await migrate({
    source,
    target,
    sqlite: inProcess(),
    again: true,
    options: { ...options, mode },
  })
  if (error) wrong.push({ mode, error })
  const changed = tables.filter(({ inserted, updated, deleted }) => inserted + updated + deleted > 0)
  if ((mode === 'upsert' || mode === 'mirror') && changed.length > 0) wrong.push({ mode, changed })
  // Nothing tells rows without a key from those that are there.
  if (mode === 'append' && changed.length > 0) return wrong
  const { tables: compared } = await verifyFile({
    source,
    target,
    sqlite: inProcess(),
    options: { ...options, mode },
  })
  const differing = compared.filter((one) => !isEqual(one))
  if (differing.length > 0) wrong.push({ mode, differing })
  return wrong
}
