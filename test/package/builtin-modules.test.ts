import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { askForBuiltinModules } from '../../package/build/builtin-modules.ts'
import { scratchFolder } from '../scratch.ts'

const CHUNK = `import { own } from "./own.mjs";
export const early = extname("a.sqlite");
import { extname, join as join2 } from "node:path";
import fs, { existsSync } from "fs";
import * as zlib from "node:zlib";
import {
  rm,
  stat as stat2
} from "node:fs/promises";
export const found = [own, join2("a", "b"), fs.existsSync === existsSync, typeof zlib.gunzip, typeof rm, typeof stat2];
export const line = new Error("here").stack.split("\\n")[1];
`

test('modules of Node are asked for before anything of a file runs, others imported, and every line stays where it is', async () => {
  using folder = scratchFolder()
  const path = join(folder.path, 'chunk.mjs')
  writeFileSync(join(folder.path, 'own.mjs'), 'export const own = "own"')
  writeFileSync(path, CHUNK)
  askForBuiltinModules(path)
  expect(readFileSync(path, 'utf8').match(/from ".*"/g)).toEqual(['from "./own.mjs"'])
  const chunk = (await import(pathToFileURL(path).href)) as { early: string; found: unknown[]; line: string }
  expect(chunk.early).toBe('.sqlite')
  expect(chunk.found).toEqual(['own', 'a/b', true, 'function', 'function', 'function'])
  expect(chunk.line).toMatch(/chunk\.mjs:11:/)
})
