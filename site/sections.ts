import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Section {
  title: string
  /** Files of docs/ with their titles. */
  pages: [file: string, title: string][]
}

/** The sections of docs/README.md, the one list of the pages. */
export function sections(): Section[] {
  const text = readFileSync(join(import.meta.dirname, '../docs/README.md'), 'utf8')
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.slice(0, part.indexOf('\n')),
      pages: [...part.matchAll(/^- \[([^\]]+)\]\(([^)]+)\)/gm)].map(([, title = '', file = '']) => [file, title]),
    }))
}
