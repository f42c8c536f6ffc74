import type { Context } from '../context.ts'
import type { Term } from '../term.ts'

/** Translates one call; `args` are translated already, as many as the function was declared for. */
export interface FunctionEmitter {
  /** Fewest and most arguments. */
  arity: [number, number]
  emit(args: Term[], context: Context): Term
}
