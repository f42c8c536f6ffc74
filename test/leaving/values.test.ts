import { describe, expect, test } from 'vitest'
import { LiteliftError } from '../../engine/errors.ts'
import { loggable, said } from '../../engine/said.ts'
import { litelift } from '../cli/run.ts'
import { createDatabase, type TestDatabase } from '../database.ts'
import { deploy } from '../lambda/deployment.ts'
import { scratchFolder } from '../scratch.ts'

/** A value of the file that the target's own code repeats, and how much of it may be seen. */
const VALUE = 'k'.repeat(702)
const TOO_MUCH = /k{251}/
const PERSON = `CREATE TABLE person (email TEXT); INSERT INTO person VALUES ('${VALUE}');`

async function refusing(target: TestDatabase): Promise<void> {
  await target.query(`
    CREATE SCHEMA shop;
    CREATE TABLE shop.person (email text);
    CREATE FUNCTION shop.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'bad address %', new.email USING DETAIL = 'of a customer: ' || new.email, HINT = new.email; END $$;
    CREATE TRIGGER refuse BEFORE INSERT ON shop.person FOR EACH ROW EXECUTE FUNCTION shop.refuse()`)
}

describe('a value that a trigger raises is shortened', () => {
  test('on the command line, with --debug too', async () => {
    await using target = await createDatabase()
    await refusing(target)
    using folder = scratchFolder()
    const file = folder.database('a.sqlite', PERSON)
    const run = await litelift(['migrate', file, '--to', target.url, '--schema', 'shop', '--json', '--debug'])
    expect(run.stdout).toContain('bad address kkk')
    expect(run.stderr).toContain('PL/pgSQL function')
    expect(run.stdout + run.stderr).not.toMatch(TOO_MUCH)
    expect(run.stdout + run.stderr).not.toContain('of a customer')
  })

  test('in the report, the ledger and the log of the function', async () => {
    await using deployment = await deploy()
    await refusing(deployment.database)
    await deployment.drop('a.db', PERSON)
    await deployment.queue.deliverNext()
    const [report] = Object.values(await deployment.reports())
    expect(report?.error).toMatchObject({ code: 'target-code-failed' })
    expect(report!.error!.message).toContain('bad address kkk')
    const ledger = JSON.stringify(await deployment.database.query('SELECT report FROM litelift.migration'))
    const log = await deployment.printed()
    expect(log).toContain('bad address kkk')
    for (const text of [JSON.stringify(report), ledger, log]) {
      expect(text).not.toMatch(TOO_MUCH)
      expect(text).not.toContain('of a customer')
    }
  })
})

describe('what others say', () => {
  test('has a value in quotation marks as short as a reject shows it', () => {
    expect(said(`invalid input syntax for type integer: "${VALUE}"`)).toBe(
      `invalid input syntax for type integer: "${'k'.repeat(80)}…"`,
    )
  })

  test('is cut between characters', () => {
    const text = said(`${'k'.repeat(249)}📚📚`)
    expect(text).toBe(`${'k'.repeat(249)}…`)
    expect(text.isWellFormed()).toBe(true)
  })

  test('is left as it is where it is short', () => {
    expect(said('relation "person" does not exist')).toBe('relation "person" does not exist')
  })

  test('is short in every cause, also of a thread, which leaves message and stack alone', () => {
    const cause = new AggregateError([new Error(VALUE)], VALUE)
    const copy = loggable(new LiteliftError('internal', { message: 'm', hint: 'h', cause })) as LiteliftError
    expect(copy).toMatchObject({ message: 'm', code: 'internal', hint: 'h' })
    const inner = copy.cause as AggregateError
    for (const text of [inner.message, inner.stack!, String(inner.errors[0])]) {
      expect(text).toContain('kkk')
      expect(text).not.toMatch(TOO_MUCH)
    }
    expect(inner.stack).toMatch(/\n +at /)
  })
})
