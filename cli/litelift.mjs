#!/usr/bin/env node
// The entry in plain JavaScript: an old Node hears which one is needed before it meets a file that it cannot run.
import '../require-node-24.mjs'
import '../compile-cache.mjs'
import '../lean-memory.mjs'

await import('./main.ts')
