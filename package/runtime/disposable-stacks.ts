/**
 * Node 22 disposes (`Symbol.asyncDispose`; esbuild spells out `using`) but has no stacks, which came with V8 13.4 in Node 24. esbuild puts
 * these in the place of the globals of that name: as much of them as litelift uses, in terms of `using`.
 * tc39.es/proposal-explicit-resource-management
 */
class OwnAsyncDisposableStack {
  #resources: AsyncDisposable[] = []

  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.#resources.push(resource)
    return resource
  }

  /** What was used is the other stack's from now on. */
  move(): OwnAsyncDisposableStack {
    const moved = new OwnAsyncDisposableStack()
    moved.#resources = this.#resources
    this.#resources = []
    return moved
  }

  /** Last in, first out, each whatever became of those before it. */
  async disposeAsync(): Promise<void> {
    const resource = this.#resources.pop()
    if (!resource) return
    await using _ = { [Symbol.asyncDispose]: () => this.disposeAsync() }
    await resource[Symbol.asyncDispose]()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disposeAsync()
  }
}

class OwnDisposableStack {
  #resources: Disposable[] = []

  use<Resource extends Disposable>(resource: Resource): Resource {
    this.#resources.push(resource)
    return resource
  }

  move(): OwnDisposableStack {
    const moved = new OwnDisposableStack()
    moved.#resources = this.#resources
    this.#resources = []
    return moved
  }

  dispose(): void {
    const resource = this.#resources.pop()
    if (!resource) return
    using _ = { [Symbol.dispose]: () => this.dispose() }
    resource[Symbol.dispose]()
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}

const { AsyncDisposableStack: asyncStack = OwnAsyncDisposableStack, DisposableStack: stack = OwnDisposableStack } =
  globalThis as Partial<Pick<typeof globalThis, 'AsyncDisposableStack' | 'DisposableStack'>>

export { asyncStack as AsyncDisposableStack, stack as DisposableStack }
