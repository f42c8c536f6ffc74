import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratchFolder } from '../scratch.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** What a sample leaves to its reader, by file. */
const READERS = {
  'jest.d.ts': 'declare const test: (name: string, body: () => void) => void',
  'application-stack.d.ts': "export { Stack as ApplicationStack } from 'aws-cdk-lib'",
}

/** Of the pages those in TypeScript that say what they import: somebody copies them as they are. */
function samples(): [string, string][] {
  const pages = [...readdirSync(join(ROOT, 'docs')).map((name) => join('docs', name)), 'README.md', 'package/README.md']
  return pages
    .filter((page) => page.endsWith('.md'))
    .flatMap((page) => {
      const blocks = readFileSync(join(ROOT, page), 'utf8').matchAll(/^```ts\n(import [^]*?)^```$/gm)
      return [...blocks].map(([, code], i): [string, string] => [`${page.replaceAll(/\W/g, '-')}-${i}.ts`, code!])
    })
}

/** As a stack of the reader's own would hold it, where it speaks of `this`. */
function whole(code: string): string {
  if (!code.includes('(this,')) return code
  const imports = code.match(/^import .*$/gm)!.join('\n')
  const body = code.replaceAll(/^import .*$/gm, '')
  return `${imports}\nimport * as cdk from 'aws-cdk-lib'\nexport class Own extends cdk.Stack { constructor() { super(); ${body} } }`
}

test('samples compile in a project of their reader', () => {
  using folder = scratchFolder()
  symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'))
  const all = samples()
  expect(all.length).toBeGreaterThanOrEqual(8)
  const files = all.map(([name, code]) => folder.file(name, whole(code)))
  const entry = (name: string) => [join(ROOT, 'package/api', name)]
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      module: 'preserve',
      moduleResolution: 'bundler',
      noUnusedLocals: false,
      paths: {
        litelift: entry('index.ts'),
        'litelift/cdk': entry('cdk.ts'),
        'litelift/lambda': entry('lambda.ts'),
      },
    },
    files: [...files, ...Object.entries(READERS).map(([name, content]) => folder.file(name, content))],
    include: [],
  }
  const path = folder.file('tsconfig.json', JSON.stringify(config))
  const tsc = () =>
    execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', path], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
  const said = (): string => {
    try {
      return tsc()
    } catch (error) {
      return (error as { stdout: string }).stdout
    }
  }
  expect(said()).toBe('')
})
