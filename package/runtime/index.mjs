export * from './lib/index.mjs'
