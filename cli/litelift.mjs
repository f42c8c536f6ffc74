#!/usr/bin/env node
// The entry in plain JavaScript: an old Node hears which one is needed before it meets a file that it cannot run.
import '../require-node-24.mjs'
import '../compile-cache.mjs'
import '../lean-memory.mjs'

// npm runs scripts in the folder of package.json: paths are meant from where its user stands.
if (process.env.npm_lifecycle_event === 'litelift' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD)

await import('./main.ts')
