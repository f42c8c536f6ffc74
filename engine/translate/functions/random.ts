import type { Context } from '../context.ts'
import type { FunctionEmitter } from './emitter.ts'
import { atom } from '../term.ts'
import { reject } from '../untranslatable.ts'

/** 32 bytes that no two calls share: PostgreSQL's core has no other cryptographic source than gen_random_uuid(). */
const BYTES = 'sha256(uuid_send(gen_random_uuid()))'

const randomblob: FunctionEmitter = {
  arity: [1, 1],
  emit([size], context) {
    defaultsOnly(context)
    const bytes = size!.value
    if (typeof bytes !== 'bigint' || bytes < 1n || bytes > 32n) return reject('randomblob() of more than 32 bytes')
    return atom('blob', `substr(${BYTES}, 1, ${bytes})`, { nullable: false })
  },
}

const random: FunctionEmitter = {
  arity: [0, 0],
  emit(_args, context) {
    defaultsOnly(context)
    return atom('integer', `('x' || left(encode(${BYTES}, 'hex'), 16))::bit(64)::bigint`, { nullable: false })
  },
}

function defaultsOnly({ use }: Context): void {
  if (use !== 'default') reject('a random value is not the same at every evaluation')
}

export const RANDOM: Record<string, FunctionEmitter> = { randomblob, random }
