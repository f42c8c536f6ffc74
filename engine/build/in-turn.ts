import type pg from 'pg'
import { allEnded } from '../all-ended.ts'

/** One object to build, on whichever connection is free. */
export type Job<Result> = (client: pg.Client) => Promise<Result>

/** Works the jobs off on all connections; results come in the order of the jobs. The first failure ends it when the running ones have ended. */
export async function inTurn<Result>(clients: pg.Client[], jobs: Job<Result>[]): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  await allEnded(
    clients.map(async (client) => {
      while (next < jobs.length) {
        const job = next++
        try {
          results[job] = await jobs[job]!(client)
        } catch (error) {
          next = jobs.length
          throw error
        }
      }
    }),
  )
  return results
}
