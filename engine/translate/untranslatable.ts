/** Why an expression has no faithful translation: one sentence without a full stop, for the note. Never leaves this folder. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable'
}

export function reject(reason: string): never {
  throw new Untranslatable(reason)
}
