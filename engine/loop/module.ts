import { readFileSync } from 'node:fs'

declare global {
  // Of these @types/node has the names alone, and TypeScript the rest only beside those of browsers.
  namespace WebAssembly {
    const Module: new (bytes: Uint8Array) => Module
    const Instance: new (module: Module) => { exports: unknown }
    interface Memory {
      readonly buffer: ArrayBuffer
    }
  }
}

let compiled: WebAssembly.Module | undefined

/**
 * The loop, compiled once (0.7 ms) and by whoever asks first; threads are given it. `loop.wasm` is what `npm run build:loop`
 * makes of wasm/, and lies beside this file as beside the bundles that hold it.
 */
export function loopModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./loop.wasm', import.meta.url)))
  return compiled
}
