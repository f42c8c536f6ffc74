import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

interface Bundled {
  name: string
  version: string
  license: string
  text: string
}

/**
 * What the licences of the packages inside ask for: each by name, and the texts, the same one once.
 * @throws Error for a package that says no licence
 */
export function licenses(root: string, metafiles: Metafile[]): string {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(folderOf)))
  const packages = [...folders].toSorted().map((folder) => read(join(root, folder)))
  const byText = Map.groupBy(packages, ({ text }) => text)
  const sections = [...byText].map(([text, of]) => {
    const names = of.map(({ name, version, license }) => `${name} ${version} (${license})`)
    return `${[...new Set(names)].join('\n')}\n\n${text}`
  })
  return `litelift contains code of these packages.\n\n${sections.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

/** The folder of a package that a file is of, also of one within another. */
function folderOf(file: string): string[] {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.slice(0, 1) ?? []
}

function read(folder: string): Bundled {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Bundled
  if (!license) throw new Error(`${name} says no licence`)
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one) && existsSync(join(folder, one)))
  const text =
    file === undefined
      ? `Licence: ${license}; the package has no text of it.`
      : readFileSync(join(folder, file), 'utf8')
  return { name, version, license, text: text.trim() }
}
