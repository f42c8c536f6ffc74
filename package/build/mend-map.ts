import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'

/**
 * Sources are named by their path in the repository, not by one that leads out of wherever the package is installed. What is of other packages
 * alone has no map: nobody looks for a defect there by a trace of litelift, and they would be half of all maps.
 */
export function mendMap(root: string, path: string): void {
  const map = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] }
  // node_modules may be a link that leads elsewhere.
  const sources = map.sources.map((source) =>
    relative(root, resolve(path, '..', source)).replace(/^.*?(?=node_modules\/)/, ''),
  )
  if (sources.some((source) => !source.startsWith('node_modules/'))) {
    writeFileSync(`${path}.map`, JSON.stringify({ ...map, sourceRoot: 'litelift:///', sources }))
    return
  }
  rmSync(`${path}.map`)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\n$/, '\n'))
}
