#!/usr/bin/env node
// The command of the package. CommonJS that every Node reads: an old one hears which one is needed before it meets a file that it cannot run.
'use strict'

const [major, minor] = process.versions.node.split('.').map(Number)
// Node 22.15 brought zstd (nodejs.org/docs/latest-v22.x/api/zlib.html).
if (major < 22 || (major === 22 && minor < 15) || major === 23) {
  process.stderr.write(
    `litelift needs Node 22.15, 24 or later; this is Node ${process.versions.node} (${process.execPath}).\n`,
  )
  process.exit(2)
}
if (process.platform !== 'linux' && process.platform !== 'darwin') {
  process.stderr.write(`litelift runs on Linux and macOS; this is ${process.platform}.\n`)
  process.exit(2)
}

const path = require('node:path')
const { homedir } = require('node:os')

// What V8 compiled is kept for the next time; the processes and threads take it from the environment. Below the user's own folder: in that for
// temporary files another user could put something in its place. Where it cannot be written, nothing happens.
const caches = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache')
process.env.NODE_COMPILE_CACHE ??= path.join(caches, 'litelift', 'compiled')
require('node:module').enableCompileCache()

// As lean-memory.mjs in the repository says.
setTimeout(() => require('node:v8').setFlagsFromString('--semi-space-growth-factor=1'), 200).unref()

// The files are bundled; a stack trace is of use with the places in the sources.
if (process.argv.includes('--debug')) process.setSourceMapsEnabled(true)

void import('../lib/main.mjs')
