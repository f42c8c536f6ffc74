import { LiteliftError } from './errors.ts'

/** The problems behind an error that tells several. */
const BEHIND = new WeakMap<LiteliftError, LiteliftError[]>()

/** Problems that a message tells; more are counted. */
const NAMED = 20

/**
 * Does something with every item, so that a user learns of all problems at once and not of one after the other.
 * @throws LiteliftError the only problem as it is; of several one error with the code and subject of the first
 */
export function eachWithProblems<Item, Result>(items: readonly Item[], work: (item: Item) => Result): Result[] {
  const problems: LiteliftError[] = []
  const results = items.flatMap((item) => {
    try {
      return [work(item)]
    } catch (error) {
      if (!(error instanceof LiteliftError)) throw error
      problems.push(...(BEHIND.get(error) ?? [error]))
      return []
    }
  })
  if (problems.length > 0) throw oneOf(problems)
  return results
}

function oneOf(problems: LiteliftError[]): LiteliftError {
  const [first] = problems as [LiteliftError]
  if (problems.length === 1) return first
  const told = problems.slice(0, NAMED).map(({ message }) => message)
  const more = problems.length > NAMED ? ` (${problems.length - NAMED} more)` : ''
  const error = new LiteliftError(first.code, {
    subject: first.subject,
    message: `${problems.length} problems: ${told.join(' ')}${more}`,
    hint: [...new Set(problems.map(({ hint }) => hint))].join(' '),
    cause: first,
  })
  BEHIND.set(error, problems)
  return error
}
