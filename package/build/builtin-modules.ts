import { readFileSync, writeFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'

/** As esbuild writes what is outside of a bundle: a default, a namespace, names, or nothing. */
const IMPORT =
  /^import (?:(?<whole>[\w$]+)(?:, )?)?(?:\* as (?<all>[\w$]+))?(?:\{(?<names>[^}]*)\})? from "(?<name>[^".]+)";/gm

/**
 * Asks Node for its own modules directly in place of importing them: to import one, Node looks up where it is and reads all that it exports, of
 * which much is loaded for that alone. A migration of one row takes 15 ms less in each of its two processes. They come at the beginning of
 * the file, as imports do, and no line moves, so that the map stays true.
 */
export function askForBuiltinModules(path: string): void {
  const asked: string[] = []
  const code = readFileSync(path, 'utf8').replaceAll(IMPORT, (statement, ...found) => {
    const { whole, all, names, name } = found.at(-1) as Partial<Record<string, string>> & { name: string }
    if (!isBuiltin(name)) return statement
    for (const bound of [whole, all, names && `{${names.replaceAll(' as ', ':').replaceAll(/\s/g, '')}}`])
      if (bound) asked.push(`${bound}=process.getBuiltinModule("${name}")`)
    return statement.replaceAll(/[^\n]/g, '')
  })
  if (asked.length > 0) writeFileSync(path, `const ${asked.join(',')};${code}`)
}
