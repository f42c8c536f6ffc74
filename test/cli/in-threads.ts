/**
 * NODE_OPTIONS for a command line whose worker threads run `source` first; it sees each `message` that the pool sends before
 * litelift does, and keeps it to itself by returning.
 */
export function inThreads(source: string): { NODE_OPTIONS: string } {
  const module = `
    import { isMainThread, parentPort } from 'node:worker_threads'
    if (!isMainThread) {
      const on = parentPort.on
      parentPort.on = (name, listener) => on.call(parentPort, name, (message) => { ${source}; listener(message) })
    }`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` }
}
