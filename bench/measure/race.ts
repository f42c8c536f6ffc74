import type { Contestant } from '../contestants/contestant.ts'
import { median } from '../figures.ts'
import type { Input } from '../inputs/make-input.ts'
import type { Bench } from '../parts/part.ts'
import type { Measured } from './run-command.ts'

/** Medians over a contestant's runs; `absent` is why there are none. */
export interface Result extends Measured {
  name: string
  how: string
  /** Seconds of CPU time of the server, in all of its processes. */
  serverCpu: number | null
  runs: number[]
  absent: string | null
}

/**
 * Lets contestants run one after another, round by round (A B C A B C), so that what the machine does besides falls on
 * all of them. `rounds` says in how many each takes part.
 */
export async function race(
  { server, say }: Bench,
  input: Input,
  contestants: { contestant: Contestant; rounds: number }[],
): Promise<Result[]> {
  const runs = new Map<Contestant, (Measured & { serverCpu: number | null })[]>()
  const absent = new Map<Contestant, string>()
  for (const { contestant } of contestants) {
    const reason = await contestant.absent()
    if (reason !== null) absent.set(contestant, reason)
    else await contestant.prepare?.(input)
  }
  const most = Math.max(...contestants.map(({ rounds }) => rounds))
  for (let round = 0; round < most; round++) {
    for (const { contestant, rounds } of contestants) {
      if (round >= rounds || absent.has(contestant)) continue
      await using database = await server.emptyDatabase()
      const before = server.cpu()
      const measured = await contestant.run(input, database)
      const after = server.cpu()
      const serverCpu = before === null || after === null ? null : after - before
      say(`${input.name}: ${contestant.name} ${measured.seconds.toFixed(2)} s`)
      runs.set(contestant, [...(runs.get(contestant) ?? []), { ...measured, serverCpu }])
    }
  }
  return contestants.map(({ contestant }) => {
    const own = runs.get(contestant) ?? []
    return {
      name: contestant.name,
      how: contestant.how,
      absent: absent.get(contestant) ?? null,
      runs: own.map(({ seconds }) => seconds),
      seconds: own.length > 0 ? median(own.map(({ seconds }) => seconds)) : NaN,
      peak: medianOf(own.map(({ peak }) => peak)),
      cpu: medianOf(own.map(({ cpu }) => cpu)),
      serverCpu: medianOf(own.map(({ serverCpu }) => serverCpu)),
    }
  })
}

function medianOf(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length > 0 ? median(known) : null
}
