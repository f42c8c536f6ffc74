/** Why a statement is not run; load.ts says where it stands. `reason` finishes "The statement in line 7 …". */
export class Refusal extends Error {
  readonly hint: string

  constructor(reason: string, hint: string = LOAD_IT_YOURSELF) {
    super(reason)
    this.hint = hint
  }
}

const LOAD_IT_YOURSELF =
  'Only what a dump is made of is run (CREATE, INSERT … VALUES, BEGIN, COMMIT). If you trust the file, load it yourself, `sqlite3 new.db < dump.sql`, and migrate new.db.'
