import { Refusal } from './refusal.ts'
import { Tokens } from './tokens.ts'

/** What is done with a statement. Names are bytes as latin1, as the statement is. */
export type Kind =
  | { do: 'begin' | 'commit' | 'nothing' }
  | { do: 'savepoint' | 'release'; name: string }
  /** Nothing; `what` names it. */
  | { do: 'pass over'; what: string }
  | { do: 'create'; what: 'table' | 'index' | 'view' | 'virtual table' }
  | { do: 'create trigger' }
  /** The object may not exist. */
  | { do: 'drop'; name: string }
  | { do: 'empty sequences' }
  /** `valuesAt` is where the first row begins. */
  | { do: 'insert'; table: string; columns: string[] | null; or: 'IGNORE' | 'REPLACE' | null; valuesAt: number }

/** Modules that SQLite has, and whose tables hold rows. */
const MODULES = new Set(['FTS3', 'FTS4', 'FTS5', 'RTREE', 'RTREE_I32', 'GEOPOLY'])

const STATISTICS = /^sqlite_stat\d$/i

/**
 * Tells statements by their first words: what may be run, and what need not be.
 * @param sql the statement, or a beginning that reaches to its first value, as latin1
 * @throws Refusal for every other one
 */
export function kindOf(sql: string): Kind {
  const tokens = new Tokens(sql)
  const { value: first, text } = tokens.next()
  switch (first) {
    case 'CREATE':
      return created(tokens)
    case 'INSERT':
    case 'REPLACE':
      return inserted(tokens, first)
    case 'BEGIN':
      return { do: 'begin' }
    case 'COMMIT':
    case 'END':
      return { do: 'commit' }
    case 'SAVEPOINT':
      return { do: 'savepoint', name: nameOf(tokens) }
    case 'RELEASE':
      tokens.take('SAVEPOINT')
      return { do: 'release', name: nameOf(tokens) }
    case 'PRAGMA':
      // Of which every dump has one, so that its rows may come in any order.
      if (/^(DEFER_)?FOREIGN_KEYS$/.test(tokens.peek().value)) return { do: 'nothing' }
      return { do: 'pass over', what: first }
    case 'ANALYZE':
      return { do: 'pass over', what: first }
    case 'DROP':
      return dropped(tokens)
    case 'DELETE':
      if (tokens.take('FROM') && /^sqlite_sequence$/i.test(nameOf(tokens)) && tokens.peek().kind === 'end')
        return { do: 'empty sequences' }
      throw new Refusal('deletes rows, which no dump does')
    case 'ROLLBACK':
      throw new Refusal(
        'is ROLLBACK, with which sqlite3 ends a dump that is not complete because the database is damaged',
        'Migrate the database itself, which says where it is damaged, or what `.recover` saves of it.',
      )
    default:
      throw new Refusal(`is no statement of a dump but ${said(text)}`)
  }
}

function created(tokens: Tokens): Kind {
  if (tokens.take('TRIGGER')) return { do: 'create trigger' }
  if (tokens.take('VIRTUAL', 'TABLE')) return createdVirtual(tokens)
  if (tokens.take('UNIQUE', 'INDEX') || tokens.take('INDEX')) return create(tokens, 'index')
  if (tokens.take('VIEW')) return create(tokens, 'view')
  if (!tokens.take('TABLE')) throw new Refusal(`is no statement of a dump but CREATE ${said(tokens.next().text)}`)
  const name = createdName(tokens)
  // Tables of SQLite's own are there when they are needed.
  if (/^sqlite_/i.test(name)) return { do: 'pass over', what: 'CREATE TABLE sqlite_…' }
  if (tokens.next().value !== '(') throw new Refusal('makes a table of a query')
  return { do: 'create', what: 'table' }
}

function create(tokens: Tokens, what: 'index' | 'view'): Kind {
  createdName(tokens)
  return { do: 'create', what }
}

function createdVirtual(tokens: Tokens): Kind {
  createdName(tokens)
  const module = tokens.take('USING') ? tokens.next() : null
  if (module !== null && MODULES.has(module.value.toUpperCase())) return { do: 'create', what: 'virtual table' }
  throw new Refusal(`makes a virtual table of the module ${said(module?.text ?? '')}, which is not known`)
}

function createdName(tokens: Tokens): string {
  tokens.take('IF', 'NOT', 'EXISTS')
  return nameOf(tokens)
}

function inserted(tokens: Tokens, first: 'INSERT' | 'REPLACE'): Kind {
  let or: string | null = first === 'REPLACE' ? 'REPLACE' : null
  if (first === 'INSERT' && tokens.take('OR')) or = tokens.next().value
  if (!tokens.take('INTO')) throw new Refusal('inserts into nothing')
  const table = nameOf(tokens)
  if (STATISTICS.test(table)) return { do: 'pass over', what: 'statistics' }
  const columns = tokens.take('(') ? namesOf(tokens) : null
  if (!tokens.take('VALUES')) throw new Refusal('inserts what is no VALUES')
  // In a database of one's own the others only differ in what an error undoes.
  const resolution = or === 'IGNORE' || or === 'REPLACE' ? or : null
  return { do: 'insert', table, columns, or: resolution, valuesAt: tokens.at }
}

function namesOf(tokens: Tokens): string[] {
  const names: string[] = []
  do names.push(nameOf(tokens))
  while (tokens.take(','))
  if (!tokens.take(')')) throw new Refusal('has a list of columns that is none')
  return names
}

function dropped(tokens: Tokens): Kind {
  const what = tokens.next()
  if (!/^(TABLE|INDEX|VIEW|TRIGGER)$/.test(what.value) || !tokens.take('IF', 'EXISTS'))
    throw new Refusal(`is no statement of a dump but DROP ${said(what.text)}`)
  return { do: 'drop', name: nameOf(tokens) }
}

function nameOf(tokens: Tokens): string {
  const name = tokens.name()
  if (name === null) throw new Refusal('names no object of the dump')
  return name
}

function said(text: string): string {
  return text === '' ? 'nothing' : text.slice(0, 40)
}
